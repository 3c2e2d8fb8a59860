import { SPACE, SPACES, type Step } from './step.ts'

/** Code points; intake accepts no more, and unbroken long strings make WordPiece slow. */
export const MAX_CHARACTERS = 10_000

const DRESS = /[\u{fe0e}\u{fe0f}\u{1f3fb}-\u{1f3ff}]/gu
const RUN = new RegExp(`([^0-9${SPACE}])\\1{3,}`, 'gu')
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
  /[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffd\u{e0000}-\u{e007f}]/gu

/** The first 10,000 code points; cutting code units first keeps a huge string from being spread into an array. */
export const cap: Step = (text) =>
  text.length <= MAX_CHARACTERS ? text : [...text.slice(0, 2 * MAX_CHARACTERS)].slice(0, MAX_CHARACTERS).join('')

/**
 * NFC. A half of a surrogate pair becomes U+FFFD, which goes at the end as it would have gone itself: dropping what
 * stands between two halves must not make a character of them.
 */
export const compose: Step = (text) => text.toWellFormed().normalize('NFC')

/** Drops variation selectors and skin tones: one emoji, one name, and runs of it become visible. */
export const undressEmoji: Step = (text) => text.replace(DRESS, '')

export const straightenQuotes: Step = (text) => text.replace(/[\u2018\u2019]/gu, "'").replace(/[\u201c\u201d]/gu, '"')

/**
 * More than three of the same sign become three: the emphasis stays, its countless spellings go.
 * English has no triple letters, so three still differs from every plain word. Digits keep their value.
 */
export const shortenRuns: Step = (text) => text.replace(RUN, '$1$1$1')

/** Control and format characters; white space has become spaces before. */
export const removeUnseen: Step = (text) => text.replace(UNSEEN, '')

export const collapseSpaces: Step = (text) => text.replace(SPACES, ' ').replace(/^ | $/g, '')
