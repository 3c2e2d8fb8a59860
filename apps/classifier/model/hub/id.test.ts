import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseHubId } from './id.ts'

test.each([
  ['a/b', { repo: 'a/b', owner: 'a', name: 'b', revision: 'main' }],
  ['Some-One/my_model.v2@v1.0', { repo: 'Some-One/my_model.v2', owner: 'Some-One', name: 'my_model.v2', revision: 'v1.0' }],
  ['a/b@refs/pr/1', { repo: 'a/b', owner: 'a', name: 'b', revision: 'refs/pr/1' }],
])('%s is an id', (text, id) => {
  expect(parseHubId(text)).toEqual(id)
})

test.each([
  '',
  'model',
  './a/b',
  '../b',
  'a/..',
  'a/b/c',
  '/a/b',
  'a/b@',
  'a/b@../../c',
  'a/b@x/../../c',
  'a b/c',
  'https://huggingface.co/a/b',
  'a\\b',
])('%s is none', (text) => {
  expect(parseHubId(text)).toBeNull()
})

test('no part of an id leads out of a folder', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a./@\\~:%-]{1,12}$/), (text) => {
      const id = parseHubId(text)
      if (id === null) return
      expect([id.owner, id.name]).not.toContain('..')
      expect(id.revision.split('/')).not.toContain('..')
      expect(`${id.owner}${id.name}`).not.toMatch(/[/\\:]/)
    }),
  )
})
