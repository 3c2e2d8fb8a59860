/** A text as tokens, once for each distinct tokenizer of the ensemble. `key` is equal for texts that score equally. */
export type Encoded = { key: string; ids: Int32Array[] /** Tokens of the longest. */; length: number }

export type Encode = (normalised: string) => Encoded
