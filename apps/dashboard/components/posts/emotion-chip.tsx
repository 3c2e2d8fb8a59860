import type { Emotion } from '@groundswell/shared/emotions.ts'
import { classes } from '../../lib/classes.ts'
import { emotionVariable } from '../../lib/emotion-colours.ts'
import { CHIP_TINT } from '../../lib/surfaces.ts'

type EmotionChipProps = { label: Emotion; score: number | null; top: boolean; present: boolean; pressed: boolean; onPress: () => void }

/** An emotion of a post: the top one is tinted and bold, one that stays under its threshold has a dashed frame. Pressing it filters. */
export function EmotionChip({ label, score, top, present, pressed, onPress }: EmotionChipProps) {
  const colour = emotionVariable(label)
  const probability = score === null ? '' : `, probability ${score.toFixed(2)}`
  const meaning = `${top ? 'Top emotion' : 'Present'}${present ? '' : ', under its threshold'}${probability}`
  return (
    <button
      type="button"
      aria-pressed={pressed}
      title={`${meaning}. Press to ${pressed ? 'show all posts' : 'show only posts with it'}.`}
      onClick={onPress}
      className={classes(
        'inline-flex h-6 items-center gap-1.5 rounded-md border px-2 text-xs tabular-nums transition-colors hover:border-current',
        top ? 'font-semibold' : 'font-medium',
        !present && 'border-dashed',
        pressed && 'border-current',
      )}
      style={{
        color: colour,
        ...(pressed ? {} : { borderColor: top ? 'transparent' : 'var(--line)' }),
        ...(top && present ? { background: `color-mix(in srgb, ${colour} ${CHIP_TINT * 100}%, transparent)` } : {}),
      }}
    >
      {label}
      {score !== null && <span className="font-normal">{score.toFixed(2).replace(/^0/, '')}</span>}
    </button>
  )
}
