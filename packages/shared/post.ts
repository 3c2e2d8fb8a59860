import { z } from 'zod'

/** Longest text in characters (UTF-16 code units), as documented for `POST /posts`. */
export const MAX_TEXT = 10_000
/** A post dated further ahead than this is refused: its minute could not be shown honestly. */
export const MAX_AHEAD_MS = 5 * 60_000
/** Names of connected sources; a caller of `POST /posts` may not speak for them. */
export const RESERVED_SOURCES: readonly string[] = ['bluesky', 'demo', 'mastodon']
/** What ClickHouse's DateTime64 and our monthly partitions can hold without surprise. */
const EARLIEST = Date.UTC(2000, 0, 1)

const wellFormed = (text: string) => text.isWellFormed() && !text.includes('\0')
const clean = (max: number) =>
  z
    .string()
    .min(1, 'must not be empty')
    .max(max, `must have at most ${max} characters`)
    .refine(wellFormed, 'must be well-formed Unicode without NUL characters')

export const sourceName = z.string().regex(/^[a-z0-9-]{1,32}$/, 'must match [a-z0-9-]{1,32}, for example "support-forum"')

const instant = z.iso
  .datetime({ offset: true, error: 'must be an ISO 8601 time with a zone, for example 2026-11-21T09:30:00Z' })
  .refine((text) => Date.parse(text) >= EARLIEST, 'must not be before the year 2000')

const fields = {
  id: clean(512),
  text: clean(MAX_TEXT).refine((text) => text.trim() !== '', 'must not be empty'),
  source: sourceName.default('http'),
  author: clean(512).optional(),
  createdAt: instant.optional(),
  lang: z
    .string()
    .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/, 'must be a language tag such as "en" or "pt-BR"')
    .optional(),
  replyTo: clean(512).optional(),
  url: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address' })
    .max(2048)
    .optional(),
}

/** A post as `POST /posts`, the folder source and any Kafka producer write it. Unknown fields are refused. */
export const postSchema = z.strictObject(fields)
export type Post = z.infer<typeof postSchema>

/** The same from a producer of the topic, where unknown fields are ignored. */
const loosePostSchema = z.object(fields)

/**
 * Records of topic `posts`. Fields that start with `$` are Groundswell's own, beside the post's public ones:
 * `$op` what the record does, `$version` the source version (microseconds of the source's clock; absent where a
 * source has none, then the log's order decides), `$time` the time the post counts under, ms since 1970.
 */
const own = {
  $version: z.int().positive().optional(),
  $time: z.int().min(EARLIEST).optional(),
}
export const postRecordSchema = z.discriminatedUnion('$op', [
  z.object({ $op: z.literal('post'), ...own, ...loosePostSchema.shape }),
  z.object({ $op: z.literal('delete'), ...own, source: sourceName, id: fields.id }),
  z.object({ $op: z.literal('delete-author'), ...own, source: sourceName, author: clean(512) }),
])
export type PostRecord = z.infer<typeof postRecordSchema>

/** Key of a post everywhere: partitioning, identity, lookups. Sources hold no slash, so it is unambiguous. */
export function postKey(post: { source: string; id: string }): string {
  return `${post.source}/${post.id}`
}
