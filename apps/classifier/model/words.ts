/** A piece of a text as people see it: `text.slice(start, end)`, in UTF-16 code units. */
export type Word = { text: string; start: number; end: number }

/** What must not be taken apart: addresses, mentions, tags, emoticons. */
const WHOLE =
  /(?:https?:\/\/|www\.)\S+|(?<![\p{L}\p{N}_])@[\p{L}\p{N}_]+(?:[.@-][\p{L}\p{N}_]+)*|#[\p{L}\p{N}\p{M}_]+|(?<!\S)(?:[:;=xX8]['^-]?[()DPpOo3|/\\*[\]]|<3)(?!\S)/gu
const EMOJI = /[\p{Extended_Pictographic}\p{Regional_Indicator}]/u
const SPACE = /^\s+$/u
/** Signs that carry a tone: `!`, `?!`, `...`, `:(`, `♥`. A lone comma or quote says nothing by itself. */
const TELLING = /[!?…\p{S}]|.{2}/su

/** Its dictionaries find words where a script writes no spaces: Chinese, Japanese, Thai. */
const segmenter = new Intl.Segmenter('en', { granularity: 'word' })

/**
 * Cuts a text into what a reader takes for one thing: a word, an emoji, a mention, a tag, an address, or a run of signs.
 * In order and without overlap; what lies between them is white space and signs that say nothing.
 */
export function wordsOf(text: string): Word[] {
  const words: Word[] = []
  let done = 0
  for (const { 0: whole, index } of text.matchAll(WHOLE)) {
    words.push(...segmented(text.slice(done, index), done), { text: whole, start: index, end: index + whole.length })
    done = index + whole.length
  }
  return [...words, ...segmented(text.slice(done), done)]
}

function segmented(part: string, offset: number): Word[] {
  const words: Word[] = []
  let signs = ''
  let end = offset
  const endSigns = () => {
    if (TELLING.test(signs)) words.push({ text: signs, start: end - signs.length, end })
    signs = ''
  }
  for (const { segment, isWordLike } of segmenter.segment(part)) {
    const alone = isWordLike === true || EMOJI.test(segment)
    if (alone || SPACE.test(segment)) endSigns()
    else signs += segment
    end += segment.length
    if (alone) words.push({ text: segment, start: end - segment.length, end })
  }
  endSigns()
  return words
}
