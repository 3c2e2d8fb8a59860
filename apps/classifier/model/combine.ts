/** How one member's logits enter the sum. */
export type Calibration = { weight: number; temperature: number /** One a label. */; bias: readonly number[] }

/**
 * Calibrated probabilities of a batch, row by row: the sum over members of weight * sigmoid(logit / temperature + bias).
 * Each label is judged on its own: several emotions, or none, can be in one text.
 * @throws Error where a member answered something that is no number.
 */
export function combine(logits: readonly Float32Array[], members: readonly Calibration[], labels: number): Float32Array {
  const total = new Float32Array(logits[0]?.length ?? 0)
  members.forEach(({ weight, temperature, bias }, member) => {
    const values = logits[member]
    if (values?.length !== total.length) throw new Error(`member ${member} answered ${values?.length ?? 0} logits, not ${total.length}`)
    for (let index = 0; index < total.length; index += 1) {
      const logit = values[index] ?? Number.NaN
      if (!Number.isFinite(logit)) throw new Error(`member ${member} answered ${logit}`)
      total[index] = (total[index] ?? 0) + weight * sigmoid(logit / temperature + (bias[index % labels] ?? 0))
    }
  })
  return total
}

/** Logistic function, without overflow at either end. */
function sigmoid(x: number): number {
  return 0.5 * (1 + Math.tanh(0.5 * x))
}
