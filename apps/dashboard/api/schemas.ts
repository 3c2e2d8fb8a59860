import { EMOTIONS } from '@groundswell/shared/emotions.ts'
import type { PostView, Status, TrendBucket } from '@groundswell/shared/live-events.ts'
import { z } from '@hono/zod-openapi'

export const emotion = z.enum(EMOTIONS, { error: `must be one of ${EMOTIONS.join(', ')}` })
const probability = z.number().min(0).max(1)
const time = z.iso.datetime()
const count = z.int()

export const postViewSchema = z
  .object({
    source: z.string(),
    id: z.string(),
    author: z.string().nullable(),
    time,
    lang: z.string().nullable(),
    brands: z.array(z.string()),
    text: z.string(),
    url: z.string().nullable(),
    replyTo: z.string().nullable(),
    topEmotion: emotion.nullable(),
    emotions: z.array(z.object({ label: emotion, score: probability })).openapi({ description: 'present emotions, highest first' }),
    scores: z.partialRecord(emotion, probability).nullable().openapi({ description: 'null: the language is unknown to the model' }),
    modelVersion: z.string().openapi({ description: 'name@version of the model that scored it' }),
  })
  .openapi('ScoredPost') satisfies z.ZodType<PostView>

export const trendBucketSchema = z
  .object({
    start: time,
    posts: count,
    scored: count,
    authors: count,
    emotions: z
      .partialRecord(emotion, z.object({ count, expected: z.number() }))
      .openapi({ description: 'count: posts in which it is present; expected: sum of its calibrated probabilities' }),
  })
  .openapi('TrendBucket') satisfies z.ZodType<TrendBucket>

export const statusSchema = z
  .object({
    accepted: count.nullable(),
    stored: count.nullable(),
    deleted: count.nullable(),
    edited: count.nullable(),
    repeated: count.nullable(),
    deadLettered: count.nullable(),
    scored: count.nullable(),
    unsupported: count.nullable(),
    lagSeconds: z.number().nullable().openapi({ description: 'age of the oldest record not yet in the store; 0: there is none' }),
    model: z.object({ name: z.string(), version: z.string() }).nullable(),
    log: z.enum(['embedded', 'kafka']),
    store: z.enum(['embedded', 'clickhouse']),
    sources: z.array(z.object({ name: z.string(), state: z.string(), lastPostAt: time.nullable() })),
    stages: z.array(
      z
        .object({
          name: z.string(),
          state: z.enum(['ok', 'down']),
          waiting: count,
          detail: z.string().exactOptional(),
          model: z.string().exactOptional(),
          device: z.string().exactOptional(),
          loadedAt: time.exactOptional(),
        })
        .openapi({
          description:
            'waiting: records this part has still to do; the classifier also says which model it scores with, on which device, and since when',
        }),
    ),
    missing: z.array(z.string()).openapi({ description: 'parts that do not answer; what only they know is null' }),
  })
  .openapi('Status') satisfies z.ZodType<Status>
