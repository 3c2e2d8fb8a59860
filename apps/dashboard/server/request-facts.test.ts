import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { requestFacts } from './request-facts.ts'

function request(headers: Record<string, string>): IncomingMessage {
  const message = new IncomingMessage(new Socket())
  Object.assign(message.headers, headers)
  return message
}

test.each([['forwarded'], ['x-forwarded-for'], ['x-forwarded-host'], ['x-forwarded-proto'], ['x-forwarded-anything']])(
  '%s says that a proxy passed it on',
  (name) => {
    expect(requestFacts(request({ [name]: 'x' })).forwarded).toBe(true)
  },
)

test('other headers do not', () => {
  expect(requestFacts(request({ host: 'localhost', accept: '*/*' })).forwarded).toBe(false)
})
