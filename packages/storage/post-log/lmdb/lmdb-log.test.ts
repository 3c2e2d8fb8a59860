import { describePostLog } from '../../testing/post-log-contract.ts'
import { openLmdbPlace } from './testing/lmdb-place.ts'

describePostLog('LMDB', async () => await openLmdbPlace())
