import { expect, test, vi } from 'vitest'
import { CurrentModel, type ServingModel } from './current-model.ts'

const serving = (id: string, intact = async () => undefined as undefined) => {
  const close = vi.fn(async () => undefined)
  return { close, model: { scorer: { model: { id }, waiting: () => 1, close }, intact } as unknown as ServingModel }
}

test('a call keeps the model it began with, and the last one closes it', async () => {
  const [one, two] = [serving('m@1'), serving('m@2')]
  const current = new CurrentModel()
  current.replace(one.model)
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const calls = gates.map((gate) =>
    current.use(async ({ scorer }) => {
      await gate.promise
      return scorer.model.id
    }),
  )
  current.replace(two.model)
  expect(await current.use(async ({ scorer }) => scorer.model.id)).toBe('m@2')
  expect(current.waiting).toBe(2)
  gates[0]?.resolve()
  expect(await calls[0]).toBe('m@1')
  expect(one.close).not.toHaveBeenCalled()
  gates[1]?.resolve()
  expect(await calls[1]).toBe('m@1')
  expect(one.close).toHaveBeenCalledOnce()
  expect(two.close).not.toHaveBeenCalled()
  expect(current.waiting).toBe(1)
  await current.close()
  expect(two.close).toHaveBeenCalledOnce()
})

test('an unused model is closed at once, and a call that fails lets go of its own', async () => {
  const [one, two, three] = [serving('1'), serving('2'), serving('3')]
  const current = new CurrentModel()
  current.replace(one.model)
  current.replace(two.model)
  expect(one.close).toHaveBeenCalledOnce()
  const failing = current.use(async () => {
    current.replace(three.model)
    throw new Error('boom')
  })
  await expect(failing).rejects.toThrow('boom')
  expect(two.close).toHaveBeenCalledOnce()
})

test('what may be the work of two models is not given out', async () => {
  const current = new CurrentModel()
  current.replace(serving('1', () => Promise.reject(new Error('files changed'))).model)
  await expect(current.use(async () => 'scores')).rejects.toThrow('files changed')
})

test('there is none before the first', async () => {
  const current = new CurrentModel()
  expect(current.loaded).toBeNull()
  await expect(current.use(async () => 1)).rejects.toThrow('no model')
})
