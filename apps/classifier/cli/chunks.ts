/** Scored together, which makes good batches. */
const CHUNK = 512
/** A slow writer's lines are not kept waiting for more. */
const MAX_WAIT_MS = 50

/**
 * Groups items as they come: full chunks while there are plenty, small ones when the next takes its time. Where the items
 * fail, those before come first.
 */
export async function* inChunks<Item>(items: AsyncIterable<Item>, size = CHUNK, maxWaitMs = MAX_WAIT_MS): AsyncGenerator<Item[]> {
  const iterator = items[Symbol.asyncIterator]()
  let next = outcome(iterator.next())
  for (;;) {
    const first = await next
    if ('failure' in first) throw first.failure
    if (first.done === true) return
    next = outcome(iterator.next())
    const chunk = [first.value]
    const patience = startPatience(maxWaitMs)
    while (chunk.length < size) {
      const result = await Promise.race([next, patience.over])
      if (result === LATE || 'failure' in result || result.done === true) break
      chunk.push(result.value)
      next = outcome(iterator.next())
      patience.again()
    }
    patience.end()
    yield chunk
  }
}

const LATE = Symbol('late')

/** The next item is asked for ahead: where that fails while a chunk is worked on, nobody listens yet, so it must not reject. */
function outcome<Item>(next: Promise<IteratorResult<Item>>): Promise<IteratorResult<Item> | { failure: unknown }> {
  return next.catch((failure: unknown) => ({ failure }))
}

/** One timer a chunk that starts anew with every item: a timer an item costs more than reading it. */
function startPatience(ms: number): { over: Promise<typeof LATE>; again: () => void; end: () => void } {
  const { promise, resolve } = Promise.withResolvers<typeof LATE>()
  const timer = setTimeout(resolve, ms, LATE).unref()
  return { over: promise, again: () => timer.refresh(), end: () => clearTimeout(timer) }
}
