import { openLmdbIn } from './lmdb-place.ts'

/** Appends batches of three records, several at a time, and prints the number of each that was acknowledged, until it is killed. */
const [directory = '', name = ''] = process.argv.slice(2)
const log = await openLmdbIn(directory)
let next = 0
const write = async () => {
  for (;;) {
    const batch = next++
    await log.append(
      'posts',
      ['a', 'b', 'c'].map((part) => ({ key: name, value: `${name} ${batch} ${part} ${'x'.repeat(200)}` })),
    )
    process.stdout.write(`${batch}\n`)
  }
}
await Promise.all([write(), write(), write(), write()])
