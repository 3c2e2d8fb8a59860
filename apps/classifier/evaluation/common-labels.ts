import { unusableInput } from '../cli/entry.ts'

/** Which labels can be judged, and what to tell of the others. */
export type CommonLabels = { known: Set<string>; notes: string[] }

/**
 * Compares a model's labels with those of a labelled file.
 * @throws UserError where they have none in common: every figure would be 0 and mean nothing.
 */
export function commonLabels(ofModel: readonly string[], ofFile: readonly string[]): CommonLabels {
  const known = new Set(ofModel.filter((label) => ofFile.includes(label)))
  if (known.size === 0) {
    throw unusableInput(
      `The model knows ${some(ofModel)}, the file's labels are ${some(ofFile)}: none in common. --labels FILE names the file's labels, one a line.`,
    )
  }
  const notAsked = ofModel.filter((label) => !known.has(label))
  const unknown = ofFile.filter((label) => !known.has(label))
  return {
    known,
    notes: [
      ...(unknown.length === 0 ? [] : [`not judged, since the model does not know them: ${unknown.join(', ')}`]),
      ...(notAsked.length === 0 ? [] : [`not judged, since no text is labelled with them: ${notAsked.join(', ')}`]),
    ],
  }
}

function some(labels: readonly string[]): string {
  return labels.length <= 5 ? labels.join(', ') : `${labels.slice(0, 5).join(', ')} and ${labels.length - 5} more`
}
