'use client'

import { useEffect, useRef } from 'react'

export type KeyActions = Record<string, () => void>

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/** Single keys for the page; silent while someone types or a window is open. `mod+k` also works while typing. */
export function useKeys(actions: KeyActions): void {
  const latest = useRef(actions)
  latest.current = actions
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return
      const command = event.ctrlKey || event.metaKey
      const name = command ? `mod+${event.key.toLowerCase()}` : event.key.toLowerCase()
      const action = latest.current[name]
      if (action === undefined || event.altKey) return
      if (!command && (typing(event.target) || document.querySelector('[role="dialog"]') !== null)) return
      event.preventDefault()
      action()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [])
}

/** Moves the focus through the posts: 1 is the next older one, -1 the next newer. */
export function stepThroughPosts(step: 1 | -1): void {
  const posts = [...document.querySelectorAll<HTMLElement>('[data-posts] [data-post]')]
  const index = posts.findIndex((post) => post.contains(document.activeElement))
  const next = posts[index === -1 ? 0 : Math.min(posts.length - 1, Math.max(0, index + step))]
  // A key press brought the focus, so it must be seen also where the browser would not show it by itself.
  next?.focus({ focusVisible: true } as FocusOptions)
  next?.scrollIntoView({ block: 'nearest' })
}
