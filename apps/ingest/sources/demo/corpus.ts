import { readdirSync, readFileSync } from 'node:fs'

/** A post of the story. `at` is seconds since the story began; `id` is only there where others refer to it. */
export type DemoPost = { at: number; brand: string; author: string; lang: string; text: string; id?: string; replyTo?: string }
/** Its author replaces the text of post `edit`. */
export type DemoEdit = { at: number; edit: string; text: string }
/** Its author takes post `delete` back. */
export type DemoDelete = { at: number; delete: string }
export type DemoItem = DemoPost | DemoEdit | DemoDelete

const FOLDER = new URL('./corpus/', import.meta.url)

/** Reads the whole story, in the order it happens. */
export function readCorpus(): DemoItem[] {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.jsonl'))
  const lines = files.flatMap((name) => readFileSync(new URL(name, FOLDER), 'utf8').split('\n')).filter((line) => line !== '')
  return lines.map((line) => JSON.parse(line) as DemoItem).sort((a, b) => a.at - b.at)
}

export function isPost(item: DemoItem): item is DemoPost {
  return 'author' in item
}
