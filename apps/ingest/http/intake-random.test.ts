import { MAX_AHEAD_MS, postSchema, RESERVED_SOURCES } from '@groundswell/shared/post.ts'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type IntakeServer, startIntake } from '../testing/intake-server.ts'

const anyText = fc.string({ unit: 'binary', maxLength: 80 })
const oddString = fc.oneof(anyText, fc.string({ unit: fc.constantFrom('\ud800', '\0', 'a', '😀', '"', '\\'), maxLength: 6 }))
const valid = fc.record(
  {
    id: fc.uuid(),
    text: fc.string({ minLength: 1, maxLength: 60 }),
    source: fc.constantFrom('http', 'forum', 'shop', 'bluesky'),
    author: fc.string({ minLength: 1, maxLength: 20 }),
    createdAt: fc.date({ noInvalidDate: true, min: new Date('1998-01-01'), max: new Date('2030-01-01') }).map((date) => date.toISOString()),
    lang: fc.constantFrom('en', 'pt-BR', 'de', 'zh-Hant', 'xx-'),
    url: fc.oneof({ weight: 5, arbitrary: fc.webUrl() }, { weight: 1, arbitrary: anyText }),
  },
  { requiredKeys: ['id', 'text'] },
)
const odd = fc.dictionary(fc.constantFrom('id', 'text', 'source', 'author', 'lang', 'other', '$op'), fc.oneof(oddString, fc.jsonValue()))
const anyPost = fc.oneof({ weight: 5, arbitrary: valid }, { weight: 2, arbitrary: odd }, { weight: 1, arbitrary: fc.jsonValue() })

/** The contract in other words than the intake's. */
function isPost(value: unknown): boolean {
  const parsed = postSchema.safeParse(value)
  if (!parsed.success || RESERVED_SOURCES.includes(parsed.data.source)) return false
  const { createdAt } = parsed.data
  return createdAt === undefined || Date.parse(createdAt) <= Date.now() + MAX_AHEAD_MS
}

it('takes or refuses each of 10,000 random posts, as an array and as lines, and writes exactly what it took', async () => {
  const intake: IntakeServer = await startIntake()
  try {
    // Through JSON once, as the server sees them.
    const posts = fc.sample(anyPost, 10_000).map((post) => JSON.parse(JSON.stringify(post)) as unknown)
    const good = posts.filter(isPost)
    expect(good.length).toBeGreaterThan(1_000)
    expect(good.length).toBeLessThan(9_000)

    const asArray = await intake.post(posts)
    const asLines = await intake.post(posts.map((post) => JSON.stringify(post)).join('\n'), 'application/x-ndjson')
    for (const { status, body } of [asArray, asLines]) {
      expect(status).toBe(202)
      expect(body.accepted).toBe(good.length)
      expect(body.rejectedCount).toBe(posts.length - good.length)
      for (const { index, message } of body.rejected) {
        expect(isPost(posts[index])).toBe(false)
        expect(message).not.toBe('')
      }
    }
    const written = (await intake.records()).map((record) => (record.$op === 'post' ? record.id : ''))
    const ids = good.map((post) => (post as { id: string }).id)
    expect(written).toEqual([...ids, ...ids])
  } finally {
    await intake.stop()
  }
})
