'use client'

import type { Emotion } from '@groundswell/shared/emotions.ts'
import type { PostView } from '@groundswell/shared/live-events.ts'
import { ExternalLink } from 'lucide-react'
import { memo, useMemo } from 'react'
import { emotionVariable } from '../../lib/emotion-colours.ts'
import { formatExact } from '../../lib/format.ts'
import { highlight } from '../../lib/highlight.ts'
import { keyOf } from '../../lib/live-state.ts'
import { chipsOf, isScored, safeUrl, shortAuthor } from '../../lib/post-view.ts'
import { EmotionChip } from './emotion-chip.tsx'
import { Why } from './why.tsx'

/** Keeps the place of a post that was deleted while someone reads. */
export const GonePost = () => (
  <li className="flex min-h-20 items-center border-t border-line px-4 text-muted italic">Deleted at its source.</li>
)

type PostRowProps = {
  post: PostView
  /** How long ago it was written, in words: a row is drawn again only when they change. */
  ago: string
  terms: string[][]
  emotion: Emotion | null
  onEmotion: (emotion: Emotion) => void
  /** Whether its explanation is open. */
  explained: boolean
  onExplain: (key: string | null) => void
}

/** One post. The mark at its left has the colour of its top emotion, so that a mood is seen while scrolling. */
export const PostRow = memo(function PostRow({ post, ago, terms, emotion, onEmotion, explained, onExplain }: PostRowProps) {
  const key = keyOf(post)
  return (
    <li
      tabIndex={-1}
      data-post={key}
      className="arrive relative border-t border-line py-3 pr-4 pl-5 [content-visibility:auto] [contain-intrinsic-size:auto_108px] focus-visible:-outline-offset-2"
    >
      <span
        aria-hidden
        className="absolute inset-y-3 left-2 w-[3px] rounded-full"
        style={{ background: post.topEmotion === null ? 'var(--line)' : emotionVariable(post.topEmotion) }}
      />
      <div className="flex items-center gap-2 text-xs text-muted">
        <Byline post={post} />
        <time dateTime={post.time} title={formatExact(Date.parse(post.time))} className="ml-auto shrink-0 tabular-nums">
          {ago}
        </time>
        <PostLink post={post} />
      </div>
      <PostText text={post.text} terms={terms} lang={post.lang} />
      {isScored(post) ? (
        <div className="mt-2 flex items-end gap-1">
          <PostEmotions post={post} emotion={emotion} onEmotion={onEmotion} />
          <Why post={post} open={explained} onOpen={(open) => onExplain(open ? key : null)} />
        </div>
      ) : (
        <NotScored lang={post.lang} />
      )}
    </li>
  )
})

function Byline({ post }: { post: PostView }) {
  const author = shortAuthor(post.author)
  return (
    <>
      {author !== null && (
        <span className="truncate font-medium" title={post.author ?? undefined} dir="auto">
          {author}
        </span>
      )}
      <span className="shrink-0">{post.source}</span>
      {post.replyTo !== null && <span className="shrink-0">reply</span>}
      {post.lang !== null && (
        <span className="shrink-0 rounded border border-line px-1 leading-4" title={`Language: ${post.lang}`}>
          {post.lang}
        </span>
      )}
    </>
  )
}

function PostLink({ post }: { post: PostView }) {
  const url = safeUrl(post)
  if (url === null) return null
  return (
    <a
      href={url}
      target="_blank"
      rel="noopener noreferrer"
      className="-m-1 shrink-0 rounded p-1 hover:text-ink"
      aria-label="Open the post where it was written"
    >
      <ExternalLink size={14} aria-hidden />
    </a>
  )
}

const PostText = memo(function PostText({ text, terms, lang }: { text: string; terms: string[][]; lang: string | null }) {
  const segments = useMemo(() => highlight(text, terms).map((segment, index) => ({ ...segment, key: `${index}` })), [text, terms])
  return (
    <p
      dir="auto"
      lang={lang ?? undefined}
      className="mt-1 line-clamp-[12] text-base break-words whitespace-pre-wrap [unicode-bidi:isolate] [overflow-wrap:anywhere]"
    >
      {segments.map(({ key, text: part, marked }) => (marked ? <mark key={key}>{part}</mark> : part))}
    </p>
  )
})

function NotScored({ lang }: { lang: string | null }) {
  return (
    <p className="mt-2 text-xs text-muted" title="The model does not know this language">
      not scored{lang === null ? '' : `: the model does not know “${lang}”`}
    </p>
  )
}

function PostEmotions({ post, emotion, onEmotion }: { post: PostView; emotion: Emotion | null; onEmotion: (emotion: Emotion) => void }) {
  return (
    <ul aria-label="Emotions" className="flex min-w-0 flex-wrap gap-1">
      {chipsOf(post).map((chip) => (
        <li key={chip.label}>
          <EmotionChip {...chip} pressed={emotion === chip.label} onPress={() => onEmotion(chip.label)} />
        </li>
      ))}
    </ul>
  )
}
