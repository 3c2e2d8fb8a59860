/**
 * What happens to a text before it is tokenised; the twin of training/groundswell_training/normalise.py.
 * Both must give the same answer to the last character: vectors.jsonl beside this file and test/fuzz hold them together.
 * Character classes are written out, because \w, \s and \d differ between the two languages.
 */
import { PROFILES } from './profiles.ts'

export { MAX_CHARACTERS } from './tidy.ts'

export type NormaliseProfile = keyof typeof PROFILES

/** The profiles that a model's manifest may name. */
export const NORMALISE_PROFILES = Object.keys(PROFILES) as NormaliseProfile[]

/** Applies the steps of a profile in order. */
export function normalise(text: string, profile: NormaliseProfile): string {
  return PROFILES[profile].reduce((result, step) => step(result), text)
}
