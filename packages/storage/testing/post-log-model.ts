import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HeldConsumer, type PostLogPlace, takeAll, texts } from './post-log-helpers.ts'

type Action = { do: 'append'; values: string[] } | { do: 'take'; limit: number } | { do: 'commit' } | { do: 'crash' }

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('append' as const), values: fc.array(fc.string({ unit: 'binary' }), { maxLength: 8 }) }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('take' as const), limit: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('commit' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('crash' as const) }) },
)

/** Random histories against a model: an array, how far it was taken and how far it was committed. */
export function describeModel(open: () => Promise<PostLogPlace>): void {
  describe('any history', () => {
    it('takes what an array would give', async () => {
      const place = await open()
      let group = 0
      const run = async (actions: Action[]) => {
        group += 1
        const name = `group-${group}`
        const base = (await place.log.ranges('alerts'))[0]?.end ?? 0
        const model: string[] = []
        let [taken, committed] = [0, 0]
        let consumer = new HeldConsumer(place.log, 'alerts', name)
        // Earlier histories lie before this one: pass over them.
        await (await consumer.claim(0)).commit(base, '')
        await consumer.stop()
        consumer = new HeldConsumer(place.log, 'alerts', name)
        for (const step of actions) {
          if (step.do === 'append') {
            await place.log.append(
              'alerts',
              step.values.map((value) => ({ key: 'k', value, partition: 0 })),
            )
            model.push(...step.values.map((value) => Buffer.from(value).toString()))
          } else if (step.do === 'take') {
            const count = Math.min(step.limit, model.length - taken)
            expect(texts(await takeAll(await consumer.claim(0), count))).toEqual(model.slice(taken, taken + count))
            taken += count
          } else if (step.do === 'commit') {
            await (await consumer.claim(0)).commit(base + taken, `${taken}`)
            committed = taken
            expect((await place.log.committed('alerts', name)).get(0)).toEqual({ offset: base + committed, metadata: `${committed}` })
          } else {
            await consumer.stop()
            taken = committed
            consumer = new HeldConsumer(place.log, 'alerts', name)
          }
        }
        await consumer.stop()
      }
      const numRuns = place.log.kind === 'embedded' ? 40 : 6
      await fc.assert(fc.asyncProperty(fc.array(action, { maxLength: 25 }), run), { numRuns })
      await place.dispose()
    })
  })
}
