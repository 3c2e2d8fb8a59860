import { NORMALISE_PROFILES } from '@groundswell/shared/normalise/normalise.ts'
import { z } from 'zod'

export const labelSchema = z.string('must be a text').min(1, 'must not be empty').max(200, 'must have at most 200 characters')
/** `*` stands for every language, as multilingual models know them. */
export const languageSchema = z.string('must be a text').regex(/^(?:[a-z]{2,3}|\*)$/, 'must be a language such as "en", or "*" for all')
export const normaliseSchema = z.enum(NORMALISE_PROFILES, { error: `must be one of ${NORMALISE_PROFILES.join(', ')}` })
export const maxTokensSchema = z.int().min(3).max(4096)

const name = z.string().regex(/^[^\s@]+$/, 'must not be empty and hold neither spaces nor @')
const probability = z.number().gt(0, 'must be over 0').lt(1, 'must be under 1')

/** `ensemble.json`: how the members' logits become calibrated probabilities and present emotions. */
export const ensembleSchema = z
  .strictObject({
    name,
    version: name,
    labels: z.array(labelSchema).min(1),
    languages: z.array(languageSchema).min(1),
    normalise: normaliseSchema,
    maxTokens: maxTokensSchema,
    members: z
      .array(
        z.strictObject({
          path: z.string().regex(/^(?!.*\.\.)[^/\\:][^\\:]*$/, 'must be a folder beside ensemble.json'),
          weight: z.number().gt(0).max(1),
          temperature: z.number().positive(),
          bias: z.array(z.number()).optional(),
        }),
      )
      .min(1),
    thresholds: z.record(z.string(), probability),
  })
  .superRefine(({ labels, members, thresholds }, context) => {
    const wrong = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message })
    const twice = labels.findIndex((label, index) => labels.indexOf(label) !== index)
    if (twice >= 0) wrong(['labels', twice], `${labels[twice]} stands there twice`)
    const sum = members.reduce((total, { weight }) => total + weight, 0)
    if (Math.abs(sum - 1) > 1e-6) wrong(['members'], `weights sum to ${Number(sum.toFixed(6))}, not to 1`)
    members.forEach(({ bias }, index) => {
      if (bias !== undefined && bias.length !== labels.length)
        wrong(['members', index, 'bias'], `has ${bias.length} entries for ${labels.length} labels`)
    })
    for (const label of labels) if (thresholds[label] === undefined) wrong(['thresholds', label], 'is missing')
    for (const label of Object.keys(thresholds))
      if (!labels.includes(label)) wrong(['thresholds', label], 'is for a label that is not in labels')
  })

export type EnsembleFile = z.infer<typeof ensembleSchema>
