import defaultBrands from '@groundswell/shared/default-brands.json' with { type: 'json' }
import { postSchema } from '@groundswell/shared/post.ts'
import { describe, expect, it } from 'vitest'
import { isPost, readCorpus } from './corpus.ts'

const corpus = readCorpus()
const posts = corpus.filter(isPost)
const ids = new Map(posts.flatMap((post) => (post.id === undefined ? [] : [[post.id, post] as const])))

describe('the demo corpus', () => {
  it('holds at least 600 posts by at least 150 people, no text twice', () => {
    expect(posts.length).toBeGreaterThanOrEqual(600)
    expect(new Set(posts.map((post) => post.author)).size).toBeGreaterThanOrEqual(150)
    expect(new Set(posts.map((post) => post.text.toLowerCase())).size).toBe(posts.length)
  })

  it('is valid to the last post', () => {
    for (const { text, author, lang } of posts) expect(postSchema.safeParse({ id: '1', text, author, lang }).error).toBeUndefined()
    for (const item of corpus) expect(item.at).toBeGreaterThanOrEqual(0)
  })

  it('is about the four brands that the queries find', () => {
    const brands = new Set(posts.map((post) => post.brand))
    for (const brand of brands) {
      const query = defaultBrands.find(({ id }) => id === brand)?.query
      const words = new RegExp(query?.replaceAll(' OR ', '|') ?? '$^', 'i')
      const own = posts.filter((post) => post.brand === brand)
      expect(own.length).toBeGreaterThan(80)
      expect(own.filter((post) => words.test(post.text)).length / own.length).toBeGreaterThan(0.55)
    }
    expect([...brands].sort()).toEqual(['brewhaven', 'lumo-phone', 'nimbus-cloud', 'skyhopper'])
  })

  it('speaks other languages now and then', () => {
    const share = posts.filter((post) => post.lang !== 'en').length / posts.length
    expect(share).toBeGreaterThan(0.08)
    expect(share).toBeLessThan(0.12)
    expect(new Set(posts.map((post) => post.lang)).size).toBeGreaterThanOrEqual(6)
  })

  it('has threads, edits and deletes that refer to something earlier', () => {
    const answers = posts.filter((post) => post.replyTo !== undefined)
    expect(answers.length).toBeGreaterThan(100)
    for (const answer of answers) expect(ids.get(answer.replyTo ?? '')?.at).toBeLessThan(answer.at - 2)
    const changes = corpus.flatMap((item) => (isPost(item) ? [] : [item]))
    expect(changes.filter((item) => 'edit' in item).length).toBeGreaterThanOrEqual(4)
    expect(changes.filter((item) => 'delete' in item).length).toBeGreaterThanOrEqual(3)
    for (const change of changes) expect(ids.get('edit' in change ? change.edit : change.delete)?.at).toBeLessThan(change.at - 2)
  })

  it('breaks out about Nimbus after a minute and a half, clearly within three minutes', () => {
    const about = (from: number, to: number) => posts.filter((post) => post.brand === 'nimbus-cloud' && post.at >= from && post.at < to)
    expect(about(0, 85).length).toBeLessThan(15)
    const outbreak = about(85, 180)
    expect(outbreak.length).toBeGreaterThan(80)
    expect(new Set(outbreak.map((post) => post.author)).size).toBeGreaterThan(60)
  })

  it('comes at an irregular one to six posts a second, never silent for long', () => {
    const times = corpus.map((item) => item.at)
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0))
    expect(Math.max(...gaps)).toBeLessThan(8)
    const perSecond = times.length / (times.at(-1) ?? 1)
    expect(perSecond).toBeGreaterThan(1)
    expect(perSecond).toBeLessThan(6)
  })
})
