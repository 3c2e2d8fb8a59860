import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { collect, temporaryFolder } from '../testing.ts'
import { openCommentFile } from './comment-file.ts'

test('reading ends at once when it is stopped, however long the file', async () => {
  using folder = temporaryFolder()
  const path = join(folder.path, 'a.txt')
  writeFileSync(path, 'hello')
  const { size, mtimeMs, ctimeMs } = statSync(path)
  const stop = new AbortController()
  const file = await openCommentFile({ name: 'a.txt', path, size, mtimeMs, ctimeMs }, stop.signal)
  if (file === null) throw new Error('it is there')
  expect((await collect(file.text())).join('')).toBe('hello')
  stop.abort(new Error('enough'))
  await expect(file.hash()).rejects.toThrow('enough')
  await expect(collect(file.text())).rejects.toThrow('enough')
  await file.close()
})
