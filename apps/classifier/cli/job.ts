import type { Predicting } from './predictions.ts'

/** What to predict, found and ready before a model is loaded. Answers whether nothing was refused. */
export type Job = (predicting: Predicting & { withScores: boolean; withEmotions: boolean }) => Promise<boolean>
