import { type Emotion, isEmotion } from '@groundswell/shared/emotions.ts'
import { UserError } from '@groundswell/shared/errors.ts'
import type { Manifest } from './manifest.ts'

/**
 * The labels of a model for the stream, whose rows and rollups have a column for each of the 28 emotions and no other.
 * @throws UserError that names the first label that is none of them.
 */
export function requireEmotions({ name, labels }: Pick<Manifest, 'name' | 'labels'>): Emotion[] {
  return labels.map((label) => {
    if (isEmotion(label)) return label
    const message = `MODEL_DIR: the model ${name} has the label "${label}", which is none of the 28 emotions that the stream keeps; predict and evaluate take it`
    throw new UserError(400, 'invalid_model', message, 'MODEL_DIR')
  })
}
