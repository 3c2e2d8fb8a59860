import type { Emotion } from '@groundswell/shared/emotions.ts'
import { emotionVariable } from '../../lib/emotion-colours.ts'
import { type ExplainedToken, type Mark, markedParts } from '../../lib/explanation.ts'

type MarkedTextProps = { text: string; lang: string | null; tokens: readonly ExplainedToken[]; emotion: Emotion }

/**
 * A post's text with the words that weigh underlined: the more, the thicker. Words that speak against the emotion have a
 * dotted line, so that no colour is needed to tell them apart. The list of words says the same to a screen reader.
 */
export function MarkedText({ text, lang, tokens, emotion }: MarkedTextProps) {
  return (
    <p
      dir="auto"
      lang={lang ?? undefined}
      className="line-clamp-[10] text-base break-words whitespace-pre-wrap [unicode-bidi:isolate] [overflow-wrap:anywhere]"
    >
      {markedParts(text, tokens).map((part) =>
        part.strength === 0 ? (
          part.text
        ) : (
          <span key={part.start} data-weight={part.against ? -part.strength : part.strength} style={lineOf(part, emotion)}>
            {part.text}
          </span>
        ),
      )}
    </p>
  )
}

const THICKNESS = { 0: 0, 1: 1, 2: 2.5, 3: 4 }
const TINT = { 0: 0, 1: 0, 2: 10, 3: 18 }

function lineOf({ strength, against }: Mark, emotion: Emotion): React.CSSProperties {
  const colour = emotionVariable(emotion)
  return {
    textDecorationLine: 'underline',
    textDecorationStyle: against ? 'dotted' : 'solid',
    textDecorationColor: against ? 'var(--ink)' : colour,
    textDecorationThickness: `${THICKNESS[strength]}px`,
    textDecorationSkipInk: 'none',
    textUnderlineOffset: '3px',
    ...(against ? {} : { background: `color-mix(in srgb, ${colour} ${TINT[strength]}%, transparent)` }),
  }
}
