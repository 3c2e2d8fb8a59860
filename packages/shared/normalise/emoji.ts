import emojiWords from './emoji-words.json' with { type: 'json' }
import type { Step } from './step.ts'

const UNKNOWN_PICTURE = /[\u{1f000}-\u{1faff}\u2600-\u27bf]/gu

/** Replaces each emoji by its CLDR words, space-padded: `face with tears of joy`. */
export const nameEmoji: Step = (text) => replaceEmoji(text, (words) => words)

/** Replaces each emoji by its CLDR words as BERTweet has seen them: `:face_with_tears_of_joy:`. */
export const aliasEmoji: Step = (text) => replaceEmoji(text, (words) => `:${words.replaceAll(' ', '_')}:`)

/** A picture without a name must not make the word beside it unknown too. */
export const partUnknownPictures: Step = (text) => text.replace(UNKNOWN_PICTURE, ' ')

/** The longest match first. */
function replaceEmoji(text: string, spell: (words: string) => string): string {
  let out = ''
  let at = 0
  while (at < text.length) {
    const start = String.fromCodePoint(text.codePointAt(at) as number)
    const found = EMOJI_BY_START.get(start)?.find(([emoji]) => text.startsWith(emoji, at))
    out += found ? ` ${spell(found[1])} ` : start
    at += (found?.[0] ?? start).length
  }
  return out
}

const EMOJI_BY_START = emojiByStart()

function emojiByStart(): Map<string, [emoji: string, words: string][]> {
  const table = new Map<string, [string, string][]>()
  for (const entry of Object.entries<string>(emojiWords)) {
    const start = String.fromCodePoint(entry[0].codePointAt(0) as number)
    table.set(start, [...(table.get(start) ?? []), entry])
  }
  for (const entries of table.values()) entries.sort(([a], [b]) => b.length - a.length)
  return table
}
