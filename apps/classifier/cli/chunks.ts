/** Scored together, which makes good batches. */
const CHUNK = 512
/** A slow writer's lines are not kept waiting for more. */
const MAX_WAIT_MS = 50

/** Groups items as they come: full chunks while there are plenty, small ones when the next takes its time. */
export async function* inChunks<Item>(items: AsyncIterable<Item>, size = CHUNK, maxWaitMs = MAX_WAIT_MS): AsyncGenerator<Item[]> {
  const iterator = items[Symbol.asyncIterator]()
  let chunk: Item[] = []
  let next = iterator.next()
  for (;;) {
    const result = chunk.length === 0 ? await next : await Promise.race([next, after(maxWaitMs)])
    if (result === LATE) {
      yield chunk
      chunk = []
      continue
    }
    if (result.done === true) break
    chunk.push(result.value)
    next = iterator.next()
    if (chunk.length >= size) {
      yield chunk
      chunk = []
    }
  }
  if (chunk.length > 0) yield chunk
}

const LATE = Symbol('late')
function after(ms: number): Promise<typeof LATE> {
  return new Promise((resolve) => setTimeout(() => resolve(LATE), ms).unref())
}
