import slang from './slang.json' with { type: 'json' }
import { asciiLower, type Step } from './step.ts'

const MEANINGS = new Map(Object.entries<string>(slang))
/** What may not stand beside slang: it would be part of a longer word, a possessive or a compound. */
const WORD_SIGN = "[A-Za-z0-9_'\\u00c0-\\u024f-]"
const LONGEST_FIRST = [...MEANINGS.keys()].sort((a, b) => b.length - a.length)
const PHRASE = new RegExp(`(?<!${WORD_SIGN})(?:${LONGEST_FIRST.join('|')})(?!${WORD_SIGN})`, 'gu')

/**
 * Writes out slang that is younger than the training texts, or rare in them; the longest phrase first.
 * It looks for phrases in a copy in lower case: the flag for either case would also take the Kelvin sign for a k.
 */
export const expandSlang: Step = (text) => {
  let out = ''
  let at = 0
  for (const found of asciiLower(text).matchAll(PHRASE)) {
    out += text.slice(at, found.index) + MEANINGS.get(found[0])
    at = found.index + found[0].length
  }
  return out + text.slice(at)
}
