import { openLmdbIn } from './lmdb-place.ts'

/** Consumes `posts` and prints what happens: `claimed`, `took OFFSET`, `lost`, until it is killed. */
const [directory = '', group = ''] = process.argv.slice(2)
const log = await openLmdbIn(directory)
await log.consume('posts', group, new AbortController().signal, async (claim) => {
  process.stdout.write('claimed\n')
  try {
    for (;;) {
      for (const { offset } of await claim.take(10, 500)) {
        claim.assertHeld()
        await claim.commit(offset + 1, `${process.pid}`)
        process.stdout.write(`took ${offset}\n`)
      }
    }
  } finally {
    process.stdout.write('lost\n')
  }
})
