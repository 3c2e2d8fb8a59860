import { expect, test } from 'vitest'
import type { Entry } from '../cli/entry.ts'
import { collect } from '../testing.ts'
import { refuseRepeats } from './refuse-repeats.ts'

test('the first one stays; only so many ids are remembered', async () => {
  async function* entries(): AsyncGenerator<Entry> {
    yield* ['a', 'b', 'a', 'c', 'a'].map((id, index) => ({ line: index + 1, id, text: 'x' }))
  }
  const kept = async (remembered: number) => {
    return (await collect(refuseRepeats(entries(), remembered))).map((entry) => ('id' in entry ? entry.id : entry.reason))
  }
  expect(await kept(9)).toEqual(['a', 'b', 'id "a" was in line 1 already', 'c', 'id "a" was in line 1 already'])
  expect(await kept(1)).toEqual(['a', 'b', 'a', 'c', 'a'])
})
