'use client'

import { CircleAlert, CircleCheck, CircleDashed, TrendingUp } from 'lucide-react'
import { useEffect } from 'react'
import type { TopLine } from '../charts/prepare/top-line.ts'
import { emotionVariable } from '../lib/emotion-colours.ts'

const ICONS = { calm: CircleCheck, notice: TrendingUp, alarm: CircleAlert, unknown: CircleDashed }
const WORDS = { calm: 'Calm', notice: 'Something stands out', alarm: 'Look here', unknown: 'Too little to say' }

type TopLineProps = {
  line: TopLine | null
  brand: string
  /** Why what is shown is old; then nothing is claimed about now. */
  stale: string | null
}

function iconColour(line: TopLine, stale: string | null): string {
  if (stale !== null) return 'var(--muted)'
  if (line.emotion !== null) return emotionVariable(line.emotion)
  return line.tone === 'calm' ? 'var(--group-positive)' : 'var(--muted)'
}

/** Is anything wrong? One sentence, and below it what it rests on; also in the window's title, for those who look at another one. */
export function TopLineView({ line, brand, stale }: TopLineProps) {
  useEffect(() => {
    if (line !== null) document.title = `${line.tone === 'calm' ? 'Calm' : line.text.replace(/\.$/, '')} · ${brand}`
  }, [line, brand])
  return (
    <section
      aria-labelledby="top-line"
      className="flex min-h-[72px] items-start gap-3 px-4 py-2 sm:px-1 wall:min-h-40 wall:items-center wall:gap-6"
    >
      {line === null ? <Skeleton /> : <Sentence line={line} stale={stale} />}
      {/* Read out only when the meaning changes, not with each number. */}
      <p className="sr-only" role="status">
        {line === null ? 'Loading' : `${brand}: ${WORDS[line.tone]}${line.emotion === null ? '' : `, ${line.emotion}`}`}
      </p>
    </section>
  )
}

function Sentence({ line, stale }: { line: TopLine; stale: string | null }) {
  const Icon = ICONS[line.tone]
  return (
    <>
      <Icon
        aria-hidden
        className="mt-1 size-6 shrink-0 wall:mt-0 wall:size-16"
        style={{ color: iconColour(line, stale) }}
        strokeWidth={2}
      />
      <div className="min-w-0">
        <h1 id="top-line" className="text-xl font-semibold text-balance tabular-nums wall:text-[clamp(2rem,3.6vw,5rem)] wall:leading-[1.1]">
          {line.text}
        </h1>
        <p className="mt-0.5 text-sm text-muted tabular-nums wall:mt-2 wall:text-xl">
          {stale === null ? line.detail : `That was the last known: ${stale}. ${line.detail}`}
        </p>
      </div>
    </>
  )
}

function Skeleton() {
  return (
    <>
      <h1 id="top-line" className="sr-only">
        Is anything wrong?
      </h1>
      <div className="grid w-full gap-2 pt-1" aria-hidden>
        <div className="skeleton h-7 w-[min(520px,90%)]" />
        <div className="skeleton h-4 w-[min(380px,70%)]" />
      </div>
    </>
  )
}
