/**
 * The one outcome of every record in `posts` that is not a delete:
 * stored a post now kept · deleted one that was stored and is gone · edited replaced a text ·
 * repeated changed nothing · deadLettered no post could be made of it.
 */
export const OUTCOMES = ['stored', 'deleted', 'edited', 'repeated', 'deadLettered'] as const
export type Outcome = (typeof OUTCOMES)[number]
