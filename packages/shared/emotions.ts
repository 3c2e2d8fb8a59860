/**
 * The 28 labels of GoEmotions (Demszky et al., ACL 2020) in the order of the data set.
 * The store keeps one column a label under these names; models may know a subset of them.
 */
export const EMOTIONS = [
  'admiration',
  'amusement',
  'anger',
  'annoyance',
  'approval',
  'caring',
  'confusion',
  'curiosity',
  'desire',
  'disappointment',
  'disapproval',
  'disgust',
  'embarrassment',
  'excitement',
  'fear',
  'gratitude',
  'grief',
  'joy',
  'love',
  'nervousness',
  'optimism',
  'pride',
  'realization',
  'relief',
  'remorse',
  'sadness',
  'surprise',
  'neutral',
] as const

export type Emotion = (typeof EMOTIONS)[number]

/** The groups people read first; every emotion belongs to exactly one. */
export const GROUPS = ['positive', 'negative', 'ambiguous', 'neutral'] as const

export type EmotionGroup = (typeof GROUPS)[number]

export const EMOTIONS_OF_GROUP: Record<EmotionGroup, readonly Emotion[]> = {
  positive: [
    'admiration',
    'amusement',
    'approval',
    'caring',
    'desire',
    'excitement',
    'gratitude',
    'joy',
    'love',
    'optimism',
    'pride',
    'relief',
  ],
  negative: [
    'anger',
    'annoyance',
    'disappointment',
    'disapproval',
    'disgust',
    'embarrassment',
    'fear',
    'grief',
    'nervousness',
    'remorse',
    'sadness',
  ],
  ambiguous: ['confusion', 'curiosity', 'realization', 'surprise'],
  neutral: ['neutral'],
}

export const GROUP_OF_EMOTION = Object.fromEntries(
  GROUPS.flatMap((group) => EMOTIONS_OF_GROUP[group].map((emotion) => [emotion, group])),
) as Record<Emotion, EmotionGroup>

const known = new Set<string>(EMOTIONS)

export function isEmotion(label: string): label is Emotion {
  return known.has(label)
}
