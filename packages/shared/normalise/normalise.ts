/**
 * What happens to a text before it is tokenised; the twin of training/groundswell_training/normalise.py.
 * Both must give the same answer to the last character: vectors.jsonl beside this file holds them together.
 * Character classes are written out, because \w, \s and \d differ between the two languages.
 */
import emojiWords from './emoji-words.json' with { type: 'json' }

/** Code points; intake accepts no more, and unbroken long strings make WordPiece slow. */
export const MAX_CHARACTERS = 10_000

const SPACE = '\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'
const SPACES = new RegExp(`[${SPACE}]+`, 'gu')
const DRESS = /[\u{fe0e}\u{fe0f}\u{1f3fb}-\u{1f3ff}]/gu
const MENTION = /(?<![A-Za-z0-9_])@[A-Za-z_][A-Za-z0-9_]*(?:[.@-][A-Za-z0-9_]+)*/gu
const RUN = new RegExp(`([^0-9${SPACE}])\\1{3,}`, 'gu')
const UNKNOWN_PICTURE = /[\u{1f000}-\u{1faff}\u2600-\u27bf]/gu
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
  /[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffd\u{e0000}-\u{e007f}]/gu
const SCHEMES = ['http://', 'https://']
const BARE_HOST = /^[A-Za-z0-9.-]+$/
const BARE_ENDINGS = new Set('app be co com de dev edu eu fm fr gg gl gov info io it ly me net news org social to tv uk us xyz'.split(' '))

type Step = (text: string) => string

/** The first 10,000 code points; cutting code units first keeps a huge string from being spread into an array. */
const cap: Step = (text) =>
  text.length <= MAX_CHARACTERS ? text : [...text.slice(0, 2 * MAX_CHARACTERS)].slice(0, MAX_CHARACTERS).join('')

const compose: Step = (text) => text.normalize('NFC')

/** Drops variation selectors and skin tones: one emoji, one name, and runs of it become visible. */
const undressEmoji: Step = (text) => text.replace(DRESS, '')

const straightenQuotes: Step = (text) => text.replace(/[\u2018\u2019]/gu, "'").replace(/[\u201c\u201d]/gu, '"')

/** No training text holds a URL, so any placeholder would be a token the model never learned. */
const removeUrls: Step = (text) => text.split(SPACES).map(withoutUrl).join(' ')

function withoutUrl(word: string): string {
  const lower = asciiLower(word)
  const starts = SCHEMES.map((scheme) => lower.indexOf(scheme)).filter((at) => at >= 0)
  if (starts.length > 0) return word.slice(0, Math.min(...starts))
  const opening = word.startsWith('(') ? 1 : 0
  if (lower.startsWith('www.', opening) || isBareAddress(lower.slice(opening))) return word.slice(0, opening)
  return word
}

/** `host.tld/path`: Bluesky shows links without their scheme. */
function isBareAddress(word: string): boolean {
  const slash = word.indexOf('/')
  if (slash < 0) return false
  const host = word.slice(0, slash)
  const dot = host.lastIndexOf('.')
  return dot > 0 && BARE_ENDINGS.has(host.slice(dot + 1)) && BARE_HOST.test(host)
}

const asciiLower = (text: string): string => text.replace(/[A-Z]+/g, (found) => found.toLowerCase())

/** GoEmotions writes [NAME] for people, so a mention becomes what the model has seen. */
const nameMentions: Step = (text) => text.replace(MENTION, '[NAME]')

/**
 * More than three of the same sign become three: the emphasis stays, its countless spellings go.
 * English has no triple letters, so three still differs from every plain word. Digits keep their value.
 */
const shortenRuns: Step = (text) => text.replace(RUN, '$1$1$1')

/** Replaces each emoji by its CLDR words, space-padded, the longest match first. */
const nameEmoji: Step = (text) => {
  let out = ''
  let at = 0
  while (at < text.length) {
    const start = String.fromCodePoint(text.codePointAt(at) as number)
    const found = EMOJI_BY_START.get(start)?.find(([emoji]) => text.startsWith(emoji, at))
    out += found ? ` ${found[1]} ` : start
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

/** A picture without a name must not make the word beside it unknown too. */
const partUnknownPictures: Step = (text) => text.replace(UNKNOWN_PICTURE, ' ')

/** Control and format characters, and halves of surrogate pairs; white space has become spaces before. */
const removeUnseen: Step = (text) => text.replace(UNSEEN, '')

const collapseSpaces: Step = (text) => text.replace(SPACES, ' ').replace(/^ +| +$/g, '')

const PROFILES = {
  /** For models that bring no profile of their own. */
  plain: [cap, compose, collapseSpaces, removeUnseen, collapseSpaces],
  minilm: [
    cap,
    compose,
    undressEmoji,
    straightenQuotes,
    removeUrls,
    nameMentions,
    shortenRuns,
    nameEmoji,
    partUnknownPictures,
    removeUnseen,
    collapseSpaces,
  ],
} satisfies Record<string, Step[]>

export type NormaliseProfile = keyof typeof PROFILES

/** The profiles that a model's manifest may name. */
export const NORMALISE_PROFILES = Object.keys(PROFILES) as NormaliseProfile[]

/** Applies the steps of a profile in order. */
export function normalise(text: string, profile: NormaliseProfile): string {
  return PROFILES[profile].reduce((result, step) => step(result), text)
}
