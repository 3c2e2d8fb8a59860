'use client'

import type { Emotion } from '@groundswell/shared/emotions.ts'
import type { PostView } from '@groundswell/shared/live-events.ts'
import { type Explanation, useExplanation } from '../../hooks/use-explanation.ts'
import { emotionVariable } from '../../lib/emotion-colours.ts'
import type { ExplainAnswer } from '../../lib/explanation.ts'
import { Button } from '../ui/button.tsx'
import { Popover } from '../ui/popover.tsx'
import { MarkedText } from './marked-text.tsx'
import { WordWeights } from './word-weights.tsx'

type WhyProps = { post: PostView; open: boolean; onOpen: (open: boolean) => void }

/** Asks, on demand, which words of a post carry its top emotion; the answer hangs over the page and moves nothing. */
export function Why({ post, open, onOpen }: WhyProps) {
  return (
    <Popover
      label="Why this emotion"
      open={open}
      onOpenChange={onOpen}
      trigger={
        <button
          type="button"
          aria-label="Why? Show the words that weigh"
          className="ml-auto inline-flex h-6 items-center rounded-md px-1.5 text-xs text-muted transition-colors hover:bg-raised hover:text-ink aria-expanded:bg-raised aria-expanded:text-ink"
        >
          Why?
        </button>
      }
    >
      <WhyPanel post={post} />
    </Popover>
  )
}

function WhyPanel({ post }: { post: PostView }) {
  const explanation = useExplanation(post.text)
  const { kind } = explanation
  return (
    <div className="grid max-h-[min(70vh,32rem)] gap-3 overflow-y-auto p-4" aria-busy={kind === 'loading'} data-why={kind}>
      <p role="status" className="sr-only">
        {SAID[kind]}
      </p>
      {explanation.kind === 'ready' ? <Explained post={post} answer={explanation.value} /> : <NotYet explanation={explanation} />}
    </div>
  )
}

/** Stands from the beginning, so that a screen reader says the change; a failure says itself. */
const SAID = { loading: 'The model is leaving out one word at a time…', ready: 'The words that weigh are here.', failed: '' }

function Explained({ post, answer }: { post: PostView; answer: ExplainAnswer }) {
  const { emotion, scores, tokens } = answer.predictions[0]
  const model = `${answer.model.name}@${answer.model.version}`
  return (
    <>
      <h2 className="flex items-baseline gap-2 text-sm font-semibold">
        <span>
          Why <EmotionName emotion={emotion} />?
        </span>
        <span className="ml-auto text-xs font-normal text-muted tabular-nums">probability {(scores[emotion] ?? 0).toFixed(2)}</span>
      </h2>
      <MarkedText text={post.text} lang={post.lang} tokens={tokens} emotion={emotion} />
      <WordWeights tokens={tokens} emotion={emotion} />
      <p className="text-xs text-muted">{modelWords(post, emotion, model)}</p>
    </>
  )
}

function EmotionName({ emotion }: { emotion: Emotion }) {
  return <span style={{ color: emotionVariable(emotion) }}>{emotion}</span>
}

/** The model may have changed since the post was scored, and its verdict with it. */
function modelWords(post: PostView, emotion: Emotion, model: string): string {
  if (post.modelVersion === model) return `Model ${model}.`
  const verdict = post.topEmotion === emotion ? '' : ` as ${post.topEmotion ?? 'nothing'}`
  return `Explained by ${model}; the post was scored${verdict} by ${post.modelVersion}.`
}

/** As high as the answer of a usual post. */
function NotYet({ explanation }: { explanation: Exclude<Explanation, { kind: 'ready' }> }) {
  if (explanation.kind === 'failed')
    return (
      <div role="alert" className="grid min-h-40 content-center justify-items-start gap-3">
        <p className="text-sm">
          <strong className="font-semibold">No explanation.</strong> {explanation.message}
        </p>
        <Button onClick={explanation.again}>Try again</Button>
      </div>
    )
  return (
    <div aria-hidden className="grid min-h-40 content-start gap-3">
      <div className="skeleton h-4 w-28" />
      <div className="skeleton h-4 w-full" />
      <div className="skeleton h-4 w-3/4" />
      <div className="skeleton mt-2 h-3 w-full" />
      <div className="skeleton h-3 w-full" />
    </div>
  )
}
