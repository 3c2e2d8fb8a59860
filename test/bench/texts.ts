import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { REPOSITORY } from '../harness/groundswell.ts'

/** The English posts of the demo: the lengths and words that a social stream has. */
export async function demoTexts(): Promise<string[]> {
  const folder = join(REPOSITORY, 'apps/ingest/sources/demo/corpus')
  const files = (await readdir(folder)).filter((name) => name.endsWith('.jsonl'))
  const lines = (await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')))).flatMap((text) => text.split('\n'))
  const posts = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as { text?: string; lang?: string })
  return posts.flatMap((post) => (post.text !== undefined && (post.lang ?? 'en') === 'en' ? [post.text] : []))
}
