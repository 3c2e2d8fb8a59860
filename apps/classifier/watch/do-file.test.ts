import { statSync } from 'node:fs'
import { expect, test } from 'vitest'
import { loadManifest } from '../model/manifest.ts'
import { never, TINY_MODEL, temporaryFolder } from '../testing.ts'
import { doFile } from './do-file.ts'
import { isSettledAs } from './file-record.ts'
import { openOutputFolder } from './output-folder.ts'

test('a file that can not be read has failed until it, or who may read it, changes', async () => {
  using folder = temporaryFolder()
  const output = await openOutputFolder(folder.path)
  const refused: string[] = []
  const model = loadManifest(TINY_MODEL)
  // A folder opens like a file and then can't be read, also not by the administrator.
  const { size, mtimeMs, ctimeMs } = statSync(folder.path)
  const found = { name: 'a.csv', path: folder.path, size, mtimeMs, ctimeMs }
  await doFile(found, {
    output,
    model,
    thresholds: model.thresholds,
    scoreTexts: async () => [],
    withEmotions: false,
    withScores: false,
    tell: () => undefined,
    complain: (line) => refused.push(line),
    signal: never,
  })
  await output.close()
  expect(refused).toEqual([expect.stringContaining("a.csv: can't be read: EISDIR")])
  const known = output.journal.get('a.csv')
  expect(known).toMatchObject({ state: 'failed', hash: null, reason: expect.stringContaining('EISDIR') })
  expect(isSettledAs(found, known)).toBe(true)
  expect(isSettledAs({ ...found, ctimeMs: ctimeMs + 1 }, known)).toBe(false)
})
