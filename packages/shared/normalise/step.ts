/** One step of a profile: a text in, a text out, without memory of other texts. */
export type Step = (text: string) => string

/** White space as all steps understand it; written out, because \s differs between JavaScript and Python. */
export const SPACE = '\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'
export const SPACES = new RegExp(`[${SPACE}]+`, 'gu')

/** Lower case for A to Z only: the text keeps its length, and no sign of another script becomes a Latin letter. */
export const asciiLower: Step = (text) => text.replace(/[A-Z]+/g, (found) => found.toLowerCase())
