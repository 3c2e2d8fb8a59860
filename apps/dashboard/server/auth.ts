import { createHash, timingSafeEqual } from 'node:crypto'
import { UserError } from '@groundswell/shared/errors.ts'
import { isLoopbackAddress, isLoopbackHostHeader, isOwnOrigin, type RequestFacts } from './request-facts.ts'
import { readSessionCookie, type Session, Sessions } from './sessions.ts'

/** Who makes a request, and how that is known. */
export type Caller = { role: 'admin'; by: 'key' | 'loopback' } | { role: 'admin'; by: 'session'; session: Session }

export type Decision = { ok: true; caller: Caller } | { ok: false; code: 'no_credentials' | 'wrong_key'; message: string }

const NO_CREDENTIALS = 'This needs a key: send "Authorization: Bearer KEY", or sign in at /sign-in.'

/** Decides who makes a request. Nothing is read from anywhere else than the facts and ADMIN_KEY. */
export class Auth {
  /** Null while ADMIN_KEY is unset: then there is nothing to exchange for a session. */
  readonly sessions: Sessions | null
  readonly #adminKey: Buffer | null

  constructor(adminKey: string | undefined) {
    this.#adminKey = adminKey === undefined ? null : digest(adminKey)
    this.sessions = adminKey === undefined ? null : new Sessions(adminKey)
  }

  isAdminKey(key: string): boolean {
    return this.#adminKey !== null && timingSafeEqual(digest(key), this.#adminKey)
  }

  /**
   * With credentials exactly their role. Without: admin only while ADMIN_KEY is unset, for a request from this machine
   * to this machine that no proxy passed on.
   */
  decide(facts: RequestFacts, now: number): Decision {
    if (facts.authorization !== undefined) {
      const key = bearerKey(facts.authorization)
      if (key !== null && this.isAdminKey(key)) return { ok: true, caller: { role: 'admin', by: 'key' } }
      return { ok: false, code: 'wrong_key', message: 'This key is not known here.' }
    }
    const token = readSessionCookie(facts.cookie)
    const session = token === undefined ? null : (this.sessions?.find(token, now) ?? null)
    if (session !== null) return { ok: true, caller: { role: 'admin', by: 'session', session } }
    const local = isLoopbackAddress(facts.remoteAddress) && isLoopbackHostHeader(facts.host) && !facts.forwarded
    if (this.#adminKey === null && local) return { ok: true, caller: { role: 'admin', by: 'loopback' } }
    return { ok: false, code: 'no_credentials', message: NO_CREDENTIALS }
  }
}

/** The key of an Authorization header; null when it has none. */
export function bearerKey(authorization: string): string | null {
  return /^Bearer +(.+?) *$/i.exec(authorization)?.[1] ?? null
}

/**
 * Refuses a request that changes something and that another site's page made in the name of its visitor: browsers add
 * cookies, and the address of this machine, to whatever page asks. A key is never added by itself.
 * @throws UserError 403.
 */
export function assertOwnOrigin(caller: Caller, method: string, facts: RequestFacts): void {
  if (caller.by === 'key' || method === 'GET' || method === 'HEAD' || isOwnOrigin(facts)) return
  throw new UserError(403, 'wrong_origin', 'A page of another site made this request; its Origin is not the Host it was sent to.')
}

/** Digests are equally long whatever the key, which comparing in constant time needs. */
const digest = (key: string) => createHash('sha256').update(key).digest()
