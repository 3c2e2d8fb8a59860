import type { Emotion } from '@groundswell/shared/emotions.ts'
import { emotionVariable } from '../../lib/emotion-colours.ts'
import { type ExplainedToken, formatFall, strongestWords } from '../../lib/explanation.ts'

const SHOWN = 5

/** The words that weigh most, as words and numbers. */
export function WordWeights({ tokens, emotion }: { tokens: readonly ExplainedToken[]; emotion: Emotion }) {
  const words = strongestWords(tokens, SHOWN)
  if (words.length === 0) return <p className="text-sm text-muted">No single word decides it.</p>
  const most = Math.abs(words[0]?.weight ?? 1)
  return (
    <table className="w-full table-fixed text-sm tabular-nums">
      <caption className="mb-1 text-left text-xs text-muted">Change of {emotion} without the word, in points of 100</caption>
      <thead className="sr-only">
        <tr>
          <th scope="col">Word</th>
          <th scope="col" aria-hidden />
          <th scope="col">Change</th>
        </tr>
      </thead>
      <tbody>
        {words.map((word) => (
          <tr key={word.start}>
            <th scope="row" className="truncate pr-2 text-left font-medium" dir="auto" title={word.text}>
              {word.text}
            </th>
            <td aria-hidden className="w-2/5">
              <Bar share={Math.abs(word.weight) / most} against={word.weight < 0} emotion={emotion} />
            </td>
            <td className="w-16 text-right">{formatFall(word.weight)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Filled as the underline is, or dotted where the word speaks against the emotion. */
function Bar({ share, against, emotion }: { share: number; against: boolean; emotion: Emotion }) {
  const width = `${Math.max(4, share * 100)}%`
  if (against) return <span className="block border-t-2 border-dotted border-ink" style={{ width }} />
  return <span className="block h-2 rounded-xs" style={{ width, background: emotionVariable(emotion) }} />
}
