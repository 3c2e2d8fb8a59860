'use client'

import type { Emotion, EmotionGroup } from '@groundswell/shared/emotions.ts'
import { GROUPS } from '@groundswell/shared/emotions.ts'
import type { Feelings } from '../../charts/prepare/feelings.ts'
import { FLOOR } from '../../charts/prepare/tally.ts'
import { useNow } from '../../hooks/use-now.ts'
import { useSteadyOrder } from '../../hooks/use-steady-order.ts'
import { emotionVariable, groupVariable } from '../../lib/emotion-colours.ts'
import { capital, formatCount, formatShare } from '../../lib/format.ts'
import { Empty } from '../empty.tsx'
import { Panel, type PanelProblem } from '../panel.tsx'
import { FeelingRow } from './feeling-row.tsx'
import { WallGroups } from './wall-groups.tsx'

/** Emotions listed; the others are in the groups' small multiples. */
const LISTED = 6

type FeelingsPanelProps = {
  feelings: Feelings | null
  /** "last hour", "the hour before". */
  span: string
  beforeWords: string
  wall: boolean
  stale: string | null
  problem: PanelProblem | null
  emotion: Emotion | null
  group: EmotionGroup | null
  onEmotion: (emotion: Emotion | null) => void
  onGroup: (group: EmotionGroup | null) => void
}

/** How do people feel now: each group's share of the emotions found, the most frequent emotions, and what changed. */
export function FeelingsPanel({
  feelings,
  span,
  beforeWords,
  wall,
  stale,
  problem,
  emotion,
  group,
  onEmotion,
  onGroup,
}: FeelingsPanelProps) {
  const steady = useSteadyOrder(feelings?.emotions ?? [], `${span}/${feelings === null}`, useNow(10_000))
  const listed = steady.filter(({ key }) => key !== 'neutral').slice(0, LISTED)
  const note =
    feelings === null
      ? span
      : `${formatCount(feelings.scored)} scored posts, ${span}; change against ${beforeWords}${feelings.enoughBefore ? '' : ' unknown: too few posts'}`
  return (
    <Panel title="How people feel" note={note} stale={stale} problem={problem}>
      {feelings === null && (problem === null ? <Skeleton /> : <div className="h-32" />)}
      {feelings?.enough === false && (
        <div className="min-h-[208px] wall:min-h-0">
          <Empty
            title={`Too few posts: ${feelings.scored} scored in the ${span}.`}
            hint={`A share of fewer than ${FLOOR} posts would be a guess. Choose a longer range or a wider brand; this panel fills by itself as posts arrive.`}
          />
        </div>
      )}
      {feelings?.enough === true && wall && <WallGroups groups={feelings.groups} />}
      {feelings?.enough === true && !wall && (
        <div className="grid gap-x-8 gap-y-4 px-4 pb-4 lg:grid-cols-[minmax(0,5fr)_minmax(0,7fr)]">
          <div>
            <h3 className="mb-1 text-xs font-medium text-muted">Groups, share of all emotions found</h3>
            <Composition feelings={feelings} />
            <ul className="mt-2 grid gap-0.5">
              {GROUPS.map((key) => {
                const feeling = feelings.groups.find((one) => one.key === key)
                if (feeling === undefined) return null
                const open = group === key
                return (
                  <FeelingRow
                    key={key}
                    name={capital(key)}
                    colour={groupVariable(key)}
                    estimate={feeling.estimate}
                    change={feeling.change}
                    pressed={open}
                    hint={open ? 'Close the emotions of this group' : 'Open the emotions of this group'}
                    onPress={() => onGroup(open ? null : key)}
                  />
                )
              })}
            </ul>
            <Unscored posts={feelings.posts} scored={feelings.scored} />
          </div>
          <div>
            <h3 className="mb-1 text-xs font-medium text-muted">Emotions, share of posts that carry them</h3>
            <ul className="grid gap-0.5">
              {listed.map(({ key, estimate, change }) => (
                <FeelingRow
                  key={key}
                  name={capital(key)}
                  colour={emotionVariable(key)}
                  estimate={estimate}
                  change={change}
                  pressed={emotion === key}
                  hint={emotion === key ? 'Show all posts' : 'Show posts with this emotion'}
                  onPress={() => onEmotion(emotion === key ? null : key)}
                  bar={{ ceiling: ceilingOf(feelings) }}
                />
              ))}
            </ul>
          </div>
        </div>
      )}
    </Panel>
  )
}

const ceilingOf = (feelings: Feelings) =>
  Math.max(0.05, ...feelings.emotions.filter(({ key }) => key !== 'neutral').map(({ estimate }) => estimate.high))

/** All groups as one bar, in a fixed order. */
function Composition({ feelings }: { feelings: Feelings }) {
  return (
    <div className="flex h-4 gap-0.5 overflow-hidden rounded-sm" aria-hidden>
      {feelings.groups.map(({ key, estimate }) => (
        <div
          key={key}
          title={`${capital(key)} ${formatShare(estimate.share)}`}
          className="min-w-0 transition-[flex-grow] duration-150"
          style={{ flexGrow: estimate.share, flexBasis: 0, background: groupVariable(key) }}
        />
      ))}
    </div>
  )
}

/** Posts the model could not judge are said, not hidden. */
function Unscored({ posts, scored }: { posts: number; scored: number }) {
  const unscored = posts - scored
  if (unscored <= 0) return null
  return (
    <p className="mt-2 text-xs text-muted tabular-nums">
      {formatCount(unscored)} more {unscored === 1 ? 'post is' : 'posts are'} not scored: in languages the model does not know.
    </p>
  )
}

function Skeleton() {
  return (
    <div className="grid gap-x-8 gap-y-4 px-4 pb-4 lg:grid-cols-[minmax(0,5fr)_minmax(0,7fr)]" aria-hidden>
      <div className="skeleton h-[152px] lg:h-[192px]" />
      <div className="skeleton h-[192px]" />
    </div>
  )
}
