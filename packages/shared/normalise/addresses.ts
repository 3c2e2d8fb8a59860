import { asciiLower, SPACES, type Step } from './step.ts'

const MENTION = /(?<![A-Za-z0-9_])@[A-Za-z_][A-Za-z0-9_]*(?:[.@-][A-Za-z0-9_]+)*/gu
const SCHEMES = ['http://', 'https://']
const BARE_HOST = /^[A-Za-z0-9.-]+$/
const BARE_ENDINGS = new Set('app be co com de dev edu eu fm fr gg gl gov info io it ly me net news org social to tv uk us xyz'.split(' '))

/** No training text of GoEmotions holds a URL, so any placeholder would be a token the model never learned. */
export const removeUrls: Step = (text) => replaceUrls(text, '')

/** BERTweet was trained with this placeholder. */
export const markUrls: Step = (text) => replaceUrls(text, 'HTTPURL')

/** GoEmotions writes [NAME] for people, so a mention becomes what the model has seen. */
export const nameMentions: Step = (text) => text.replace(MENTION, '[NAME]')

/** BERTweet was trained with this placeholder. */
export const markMentions: Step = (text) => text.replace(MENTION, '@USER')

function replaceUrls(text: string, placeholder: string): string {
  const words = text.split(SPACES).map((word) => {
    const start = urlStart(word)
    return start === null ? word : word.slice(0, start) + placeholder
  })
  return words.join(' ')
}

/** Where the address in a word begins; it goes on to the word's end. */
function urlStart(word: string): number | null {
  const lower = asciiLower(word)
  const starts = SCHEMES.map((scheme) => lower.indexOf(scheme)).filter((at) => at >= 0)
  if (starts.length > 0) return Math.min(...starts)
  const opening = word.startsWith('(') ? 1 : 0
  return lower.startsWith('www.', opening) || isBareAddress(lower.slice(opening)) ? opening : null
}

/** `host.tld/path`: Bluesky shows links without their scheme. */
function isBareAddress(word: string): boolean {
  const slash = word.indexOf('/')
  if (slash < 0) return false
  const host = word.slice(0, slash)
  const dot = host.lastIndexOf('.')
  return dot > 0 && BARE_ENDINGS.has(host.slice(dot + 1)) && BARE_HOST.test(host)
}
