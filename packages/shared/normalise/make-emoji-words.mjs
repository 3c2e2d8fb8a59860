// Makes emoji-words.json from the English CLDR annotations:
//   npm pack cldr-annotations-full cldr-annotations-derived-full   (unpack both)
//   node make-emoji-words.mjs FULL/package/annotations/en/annotations.json DERIVED/package/annotationsDerived/en/annotations.json
// Keys carry neither variation selectors nor skin tones, because the normaliser drops those first.
import { readFileSync, writeFileSync } from 'node:fs'

const DROPPED = /[\u{FE0E}\u{FE0F}\u{1F3FB}-\u{1F3FF}]/gu
const EMOJI_START = /^(?:\p{Extended_Pictographic}|\p{Regional_Indicator}|[0-9#*]\u{20E3})/u
// Business signs, not feelings; the encoder knows them as they stand.
const SIGNS = new Set(['©', '®', '™'])

const words = new Map()
for (const file of process.argv.slice(2)) {
  const content = JSON.parse(readFileSync(file, 'utf8'))
  const { annotations } = content.annotations ?? content.annotationsDerived
  for (const [emoji, { tts }] of Object.entries(annotations)) {
    const key = emoji.replace(DROPPED, '')
    if (key !== emoji && key.length > 0 && words.has(key)) continue
    if (!EMOJI_START.test(key) || SIGNS.has(key) || !tts) continue
    words.set(key, wordsOf(tts[0]))
  }
}

// "flag: United States" -> "flag United States"; a skin tone in the name goes with the skin tone in the emoji.
function wordsOf(name) {
  return name
    .replace(/(?:medium-light|medium-dark|light|medium|dark) skin tone/g, ' ')
    .replace(/[:,“”()]/g, ' ')
    .replaceAll('’', "'")
    .split(' ')
    .filter(Boolean)
    .join(' ')
}

const sorted = [...words].sort(([a], [b]) => (a < b ? -1 : 1))
const lines = sorted.map(([emoji, name]) => `  ${JSON.stringify(emoji)}: ${JSON.stringify(name)}`)
writeFileSync(new URL('emoji-words.json', import.meta.url), `{\n${lines.join(',\n')}\n}\n`)
