import { expect, test } from 'vitest'
import { SocketAudience } from './socket-audience.ts'
import type { LiveServer } from './socket-types.ts'

/** One browser that watches everything, and its line. */
function watched() {
  const transport = { writable: true }
  const rooms = new Set(['id', 'brand:'])
  const socket = { id: 'id', rooms, data: {}, conn: { transport }, leave: (room: string) => rooms.delete(room) }
  const io = { sockets: { sockets: new Map([['id', socket]]), adapter: { rooms: new Map([...rooms].map((room) => [room, new Set()])) } } }
  const audience = new SocketAudience(io as unknown as LiveServer)
  return { transport, audience, watches: () => rooms.has('brand:') }
}

test('a line is slow when it stays busy for a while, however many rounds that takes', () => {
  const { transport, audience, watches } = watched()
  transport.writable = false
  for (const now of [0, 60, 120, 180]) audience.sortOutSlow(now)
  expect(watches()).toBe(true)
  audience.sortOutSlow(250)
  expect(watches()).toBe(false)
  expect(audience.awaited()).toEqual([])
  transport.writable = true
  expect(audience.awaited()).toEqual([''])
})

test('a line that was free in between begins anew', () => {
  const { transport, audience, watches } = watched()
  for (const [now, writable] of [
    [0, false],
    [200, true],
    [250, false],
    [450, false],
  ] as const) {
    transport.writable = writable
    audience.sortOutSlow(now)
  }
  expect(watches()).toBe(true)
})
