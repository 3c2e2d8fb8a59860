import type { PostView } from '@groundswell/shared/live-events.ts'
import { describe, expect, it } from 'vitest'
import { heldRows } from './held-list.ts'
import { chipsOf, isScored, safeUrl, shortAuthor } from './post-view.ts'

const post = (number: number, more: Partial<PostView> = {}): PostView => ({
  source: 'http',
  id: String(number),
  author: null,
  time: new Date(Date.UTC(2026, 10, 21, 12, 0, number)).toISOString(),
  lang: 'en',
  brands: [],
  text: `post ${number}`,
  url: null,
  replyTo: null,
  topEmotion: null,
  emotions: [],
  scores: null,
  modelVersion: 'test@1',
  ...more,
})

describe('a list that is held', () => {
  const held = [post(3), post(2), post(1)]
  const none = new Set<string>()

  it('lets new posts wait and counts them', () => {
    const { rows, waiting } = heldRows(held, [post(5), post(4), ...held], none)
    expect(rows.map(({ key }) => key)).toEqual(['http/3', 'http/2', 'http/1'])
    expect(waiting).toBe(2)
  })

  it('shows an edit in place', () => {
    expect(heldRows(held, [post(3, { text: 'edited' }), post(2), post(1)], none).rows[0]).toMatchObject({ post: { text: 'edited' } })
  })

  it('takes the text of a deleted post away at once and keeps its place', () => {
    const { rows } = heldRows(held, [post(3), post(1)], new Set(['http/2']))
    expect(rows[1]).toEqual({ key: 'http/2', gone: true })
  })

  it('finds deletes that came during a lost connection, and keeps posts that are only old', () => {
    expect(heldRows(held, [post(3), post(1)], none).rows[1]).toEqual({ key: 'http/2', gone: true })
    const newer = Array.from({ length: 50 }, (_, index) => post(53 - index))
    expect(heldRows(held, newer, none).rows.slice(1)).toMatchObject([{ post: { id: '2' } }, { post: { id: '1' } }])
    expect(heldRows(held, [post(5), post(3), post(2)], none).rows[2]).toEqual({ key: 'http/1', gone: true })
  })
})

describe('a post', () => {
  it('shows its top emotion first, also when none is over its threshold', () => {
    const present = post(1, {
      topEmotion: 'joy',
      emotions: [
        { label: 'love', score: 0.5 },
        { label: 'joy', score: 0.9 },
      ],
      scores: {},
    })
    expect(chipsOf(present).map(({ label, top }) => [label, top])).toEqual([
      ['joy', true],
      ['love', false],
    ])
    const faint = post(1, { topEmotion: 'realization', scores: { realization: 0.12 } })
    expect(chipsOf(faint)).toEqual([{ label: 'realization', score: 0.12, top: true, present: false }])
    expect(isScored(post(1))).toBe(false)
  })

  it.each([
    ['did:plc:abcdefghijklmnop', '…ijklmnop'],
    ['someone.bsky.social', 'someone.bsky.social'],
    ['a-very-long-handle-that-goes-on.example.org', 'a-very-long-handle-that-go…'],
    [null, null],
    ['', null],
  ])('names the author %s as %s', (author, short) => expect(shortAuthor(author)).toBe(short))

  it('is only linked over http', () => {
    expect(safeUrl({ url: 'https://bsky.app/x' })).toBe('https://bsky.app/x')
    expect(safeUrl({ url: 'javascript:alert(1)' })).toBeNull()
    expect(safeUrl({ url: null })).toBeNull()
  })
})
