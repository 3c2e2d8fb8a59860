import { eld } from 'eld/small'
import { primaryLanguage } from './primary-language.ts'
import type { ParsedPost, PostWithLanguage } from './records.ts'

/**
 * Letters from which a reliable detection counts. Found on GoEmotions' dev split: from 32 letters on the detector took
 * none of 3,800 English comments for another language; between 16 and 31 it erred in 1 of 80.
 */
const ENOUGH_TO_CONTRADICT = 32
const ENOUGH_ALONE = 16
/** A script that few languages share says more than many Latin letters. */
const ENOUGH_NOT_LATIN = 2

/** Names and addresses are in no language. */
const NO_LANGUAGE = /(?:https?:\/\/|www\.)\S+|[@#][\p{L}\p{N}_][\p{L}\p{N}\p{M}_.-]*/giu
const LETTERS = /\p{L}/gu
const NOT_LATIN = /(?!\p{Script=Latin})\p{L}/gu

/**
 * Decides each post's language: the source's word, unless the text is long enough to show that it is wrong; where
 * neither says anything, the first of `languages`, those the model knows, or `und` where it knows all (`*`).
 */
export function createDetectLanguage(languages: readonly string[]) {
  const all = languages.includes('*')
  const fallback = languages.find((language) => language !== '*') ?? 'und'
  return function detectLanguage(post: ParsedPost): PostWithLanguage {
    const declared = post.lang === undefined ? null : primaryLanguage(post.lang)
    const lang = languageOfText(post.text, declared === null ? ENOUGH_ALONE : ENOUGH_TO_CONTRADICT) ?? declared ?? fallback
    return { ...post, lang, scorable: all || languages.includes(lang) }
  }
}

function languageOfText(text: string, enough: number): string | null {
  const words = text.replace(NO_LANGUAGE, ' ')
  const letters = words.match(LETTERS)?.length ?? 0
  if (letters < ENOUGH_NOT_LATIN) return null
  if (letters < enough && (words.match(NOT_LATIN)?.length ?? 0) * 2 < letters) return null
  const found = eld.detect(words)
  return found.isReliable() && found.language !== '' ? found.language : null
}
