import { type DemoItem, type DemoPost, isPost } from './corpus.ts'

/** Seconds one later round lasts: about one and a half posts a second. */
export const ROUND_SECONDS = 400
/** Bad days are rarer than the story's: this share of these brands' threads comes up in a later round. */
const SHARE_OF_BRAND: Record<string, number> = { 'nimbus-cloud': 0.2, skyhopper: 0.6 }

/**
 * A later round of the endless demo: the same posts in another order and with less trouble in them. Threads stay
 * together: an answer comes seconds after what it answers, and so do edits and deletes.
 * @param random between 0 and 1, as `Math.random`.
 */
export function calmScript(corpus: DemoItem[], random: () => number): DemoItem[] {
  const timeOf = new Map<string, number>()
  const script: DemoItem[] = []
  const follow = (id: string) => {
    const parent = timeOf.get(id)
    return parent === undefined ? null : parent + 3 + random() * 40
  }
  const begin = (post: DemoPost) => (random() < (SHARE_OF_BRAND[post.brand] ?? 1) ? random() * ROUND_SECONDS : null)

  for (const item of corpus) {
    const at = isPost(item)
      ? item.replyTo === undefined
        ? begin(item)
        : follow(item.replyTo)
      : follow('edit' in item ? item.edit : item.delete)
    if (at === null) continue
    if (isPost(item) && item.id !== undefined) timeOf.set(item.id, at)
    script.push({ ...item, at })
  }
  return inBursts(script.sort((a, b) => a.at - b.at))
}

/** People post in bursts: time runs faster and slower by turns (sped up up to twice, slowed down to nothing lost). */
function inBursts(script: DemoItem[]): DemoItem[] {
  return script.map((item) => ({ ...item, at: item.at + 6 * Math.sin(item.at / 9) }))
}
