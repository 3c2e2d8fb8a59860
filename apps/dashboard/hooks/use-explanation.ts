'use client'

import { useCallback, useEffect, useState } from 'react'
import { askApi } from '../lib/api.ts'
import type { ExplainAnswer } from '../lib/explanation.ts'

export type Explanation =
  | { kind: 'loading' }
  | { kind: 'failed'; message: string; again: () => void }
  | { kind: 'ready'; value: ExplainAnswer }

/** Asks the model why it reads a text as it does, once, and again only when the person wants to. */
export function useExplanation(text: string): Explanation {
  const [attempt, setAttempt] = useState(0)
  const [answer, setAnswer] = useState<Exclude<Explanation, { kind: 'failed' }> | { kind: 'failed'; message: string }>({ kind: 'loading' })
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt asks the same question again
  useEffect(() => {
    const stop = new AbortController()
    setAnswer({ kind: 'loading' })
    void askApi<ExplainAnswer>('/predict?explain=true', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text }),
      signal: stop.signal,
    }).then((result) => {
      if (stop.signal.aborted) return
      setAnswer(result.ok ? { kind: 'ready', value: result.value } : { kind: 'failed', message: result.message })
    })
    return () => stop.abort()
  }, [text, attempt])
  const again = useCallback(() => setAttempt((count) => count + 1), [])
  return answer.kind === 'failed' ? { ...answer, again } : answer
}
