import { expect, test, vi } from 'vitest'
import { logRecord } from '../testing.ts'
import { forPosts } from './for-posts.ts'
import { parseRecord } from './parse-record.ts'
import type { ParsedPost } from './records.ts'

const post = parseRecord(logRecord({ id: '1', text: 'hi' })) as ParsedPost
const dead = parseRecord(logRecord('nonsense'))

test('what is settled passes by', () => {
  const step = vi.fn((one: ParsedPost) => one)
  const forPost = forPosts(step, vi.fn())
  expect(forPost(dead)).toBe(dead)
  expect(step).not.toHaveBeenCalled()
  expect(forPost(post)).toBe(post)
})

test('a post that makes a step throw becomes a dead letter, and is told of', () => {
  const failed = vi.fn()
  const error = new Error('boom')
  function tokenise(): ParsedPost {
    throw error
  }
  expect(forPosts(tokenise, failed)(post)).toMatchObject({
    kind: 'dead',
    origin: post.origin,
    reason: 'could not be processed: tokenise failed',
  })
  expect(failed).toHaveBeenCalledWith('tokenise', error)
})
