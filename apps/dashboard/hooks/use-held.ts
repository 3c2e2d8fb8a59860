'use client'

import type { PostView } from '@groundswell/shared/live-events.ts'
import { useCallback, useEffect, useRef, useState } from 'react'
import { heldRows, type Row, rowsOf } from '../lib/held-list.ts'

/** Posts drawn at most: more than anyone scrolls through, few enough to stay quick. */
const DRAWN = 100

export type Held = {
  rows: Row[]
  /** New posts that wait while the list is held. */
  waiting: number
  held: boolean
  release: () => void
  /** For the list: the pointer, the focus and the place that says whether it is scrolled. */
  listProps: {
    onPointerEnter: (event: React.PointerEvent) => void
    onPointerLeave: () => void
    onFocus: (event: React.FocusEvent) => void
    onBlur: (event: React.FocusEvent) => void
  }
  topRef: (element: HTMLElement | null) => void
}

/**
 * Holds the list while it is hovered, scrolled or used from the keyboard, so that nothing moves under a reader's eyes.
 * @param reading something else of it is being read: it is held too
 */
export function useHeld(posts: readonly PostView[], removed: ReadonlySet<string>, question: string, reading: boolean): Held {
  const [hovered, setHovered] = useState(false)
  const [focused, setFocused] = useState(false)
  const [scrolled, setScrolled] = useState(false)
  const held = hovered || focused || scrolled || reading
  const before = useRef<{ question: string; posts: readonly PostView[] }>({ question, posts: [] })
  if (!held || before.current.question !== question || before.current.posts.length === 0)
    before.current = { question, posts: posts.slice(0, DRAWN) }
  const { rows, waiting } = held ? heldRows(before.current.posts, posts, removed) : { rows: rowsOf(posts.slice(0, DRAWN)), waiting: 0 }

  const [top, topRef] = useState<HTMLElement | null>(null)
  useEffect(() => {
    if (top === null) return
    const check = () => {
      // The list scrolls by itself on a wide screen, with the page on a narrow one.
      const edge = Math.max(0, top.parentElement?.getBoundingClientRect().top ?? 0)
      setScrolled(top.getBoundingClientRect().bottom < edge)
    }
    document.addEventListener('scroll', check, { capture: true, passive: true })
    return () => document.removeEventListener('scroll', check, { capture: true })
  }, [top])

  const [, redraw] = useState(0)
  const release = useCallback(() => {
    before.current = { question: '', posts: [] }
    top?.scrollIntoView({ block: 'nearest' })
    redraw((count) => count + 1)
  }, [top])

  const listProps: Held['listProps'] = {
    onPointerEnter: (event) => setHovered(event.pointerType === 'mouse'),
    onPointerLeave: () => setHovered(false),
    onFocus: (event) => setFocused(event.target.matches(':focus-visible')),
    onBlur: (event) => setFocused(event.currentTarget.contains(event.relatedTarget)),
  }
  return { rows, waiting, held, release, listProps, topRef }
}
