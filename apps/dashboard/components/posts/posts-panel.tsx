'use client'

import type { Emotion } from '@groundswell/shared/emotions.ts'
import type { PostView } from '@groundswell/shared/live-events.ts'
import { ArrowUp, X } from 'lucide-react'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { type Held, useHeld } from '../../hooks/use-held.ts'
import { useNow } from '../../hooks/use-now.ts'
import type { ChangeView } from '../../hooks/use-view.ts'
import { emotionVariable } from '../../lib/emotion-colours.ts'
import { capital, formatAgo, formatClock } from '../../lib/format.ts'
import { brandTerms } from '../../lib/highlight.ts'
import type { ViewState } from '../../lib/view-state.ts'
import { Empty } from '../empty.tsx'
import { Panel, type PanelProblem } from '../panel.tsx'
import { Badge } from '../ui/badge.tsx'
import { GonePost, PostRow } from './post-row.tsx'

type PostsPanelProps = {
  posts: readonly PostView[]
  removed: ReadonlySet<string>
  loading: boolean
  view: ViewState
  change: ChangeView
  /** The watched brand's query; its terms are marked. Null: every post. */
  query: string | null
  stale: string | null
  problem: PanelProblem | null
}

/** What are they saying: the newest posts, held still while someone reads them. */
export function PostsPanel({ posts, removed, loading, view, change, query, stale, problem }: PostsPanelProps) {
  const question = JSON.stringify([view.brand, view.emotion, view.zoom])
  const [explained, setExplained] = useState<string | null>(null)
  const held = useHeld(posts, removed, question, explained !== null)
  const inList = held.rows.some((row) => row.key === explained && 'post' in row)
  useEffect(() => {
    // A post that is gone takes its explanation along.
    if (!inList) setExplained(null)
  }, [inList])
  const now = useNow(1000)
  const terms = useMemo(() => (query === null ? [] : brandTerms(query)), [query])
  const pressed = view.emotion
  const pickEmotion = useCallback((emotion: Emotion) => change({ emotion: pressed === emotion ? null : emotion }), [change, pressed])
  const empty = !loading && held.rows.length === 0 && problem === null

  return (
    <Panel
      title={view.zoom === null ? 'Newest posts' : 'Posts'}
      stale={stale}
      problem={problem}
      actions={<Filters view={view} change={change} held={held} live={stale === null && problem === null && !loading} />}
      className="lg:max-h-full lg:min-h-0 lg:flex-1"
    >
      {loading && problem === null && <Skeleton />}
      {empty && (
        <div className="min-h-80">
          <Empty
            title={view.zoom === null ? 'No posts here yet.' : 'No such posts in this span.'}
            hint={emptyHint(view)}
            sample={`${samplePost(query)}`}
          />
        </div>
      )}
      <div className={held.rows.length === 0 ? 'hidden' : 'relative lg:h-full lg:overflow-y-auto lg:overscroll-contain'}>
        <div ref={held.topRef} aria-hidden className="absolute top-0 h-2 w-full" />
        <FloatingNewPosts held={held} />
        <ol aria-label="Posts, newest first" data-posts {...held.listProps}>
          {held.rows.map((row) =>
            'gone' in row ? (
              <GonePost key={row.key} />
            ) : (
              <PostRow
                key={row.key}
                post={row.post}
                ago={agoOf(row.post, now)}
                terms={terms}
                emotion={pressed}
                onEmotion={pickEmotion}
                explained={row.key === explained}
                onExplain={setExplained}
              />
            ),
          )}
        </ol>
      </div>
    </Panel>
  )
}

function Filters({ view, change, held, live }: { view: ViewState; change: ChangeView; held: Held; live: boolean }) {
  return (
    <>
      {view.zoom !== null && (
        <Badge className="tabular-nums">
          {formatClock(view.zoom.from)}–{formatClock(view.zoom.to)}
        </Badge>
      )}
      {view.emotion !== null && (
        <button
          type="button"
          onClick={() => change({ emotion: null })}
          aria-label={`Only ${view.emotion}; show all posts`}
          className="inline-flex h-6 items-center gap-1 rounded-md border px-2 text-xs font-medium hover:bg-raised"
          style={{ color: emotionVariable(view.emotion), borderColor: 'currentColor' }}
        >
          {capital(view.emotion)} <X size={12} aria-hidden />
        </button>
      )}
      <div className="max-lg:hidden">
        <NewPostsButton held={held} />
      </div>
      {view.zoom === null && live && (
        <span
          className="w-8 text-right text-xs text-muted"
          title={held.held ? 'The list stands still while you read' : 'New posts come by themselves'}
        >
          {held.held ? 'held' : 'live'}
        </span>
      )}
    </>
  )
}

/** Where the heading is out of sight while scrolling, the button lies over the list: its coming moves nothing. */
function FloatingNewPosts({ held }: { held: Held }) {
  return (
    <div className="pointer-events-none sticky top-2 z-10 flex h-0 justify-center lg:hidden">
      <NewPostsButton held={held} />
    </div>
  )
}

function NewPostsButton({ held }: { held: Held }) {
  if (held.waiting === 0) return null
  return (
    <button
      type="button"
      onClick={held.release}
      className="arrive pointer-events-auto inline-flex h-7 items-center gap-1.5 rounded-full bg-accent px-3 text-sm font-medium whitespace-nowrap text-on-accent tabular-nums"
    >
      <ArrowUp size={14} aria-hidden /> {held.waiting} new
    </button>
  )
}

function agoOf(post: PostView, now: number): string {
  const time = Date.parse(post.time)
  return formatAgo(time, Math.max(now, time))
}

const emptyHint = (view: ViewState) =>
  view.emotion === null && view.zoom === null
    ? 'Posts appear here within a second of being scored. If sources are connected, none has matched yet. You can send one:'
    : `No post ${view.emotion === null ? 'was written' : `with ${view.emotion} was found`} here. Choose another emotion or span, or send a post:`

/** A post that the watched brand's query finds. */
function samplePost(query: string | null): string {
  const term = query === null ? null : brandTerms(query)[0]?.join(' ').replace('*', '')
  return term === null || term === undefined ? 'What a day, I love this!' : `I love my new ${term}!`
}

function Skeleton() {
  return (
    <div aria-hidden className="grid gap-5 px-4 pb-4">
      {['a', 'b', 'c', 'd', 'e', 'f'].map((key) => (
        <div key={key} className="grid gap-2">
          <div className="skeleton h-3 w-40" />
          <div className="skeleton h-4 w-full" />
          <div className="skeleton h-4 w-2/3" />
        </div>
      ))}
    </div>
  )
}
