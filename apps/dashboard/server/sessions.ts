import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'

export const SESSION_COOKIE = 'groundswell_session'
const LIFETIME_MS = 12 * 60 * 60_000

export type Session = { id: string; expiresAt: number }

/**
 * Sessions of browsers. A session is a cookie signed with a key derived from ADMIN_KEY: it survives a restart of the
 * dashboard and ends when ADMIN_KEY changes. Only ended ones are remembered, until they would have expired.
 */
export class Sessions {
  readonly #key: Buffer
  readonly #ended = new Map<string, number>()

  constructor(adminKey: string) {
    this.#key = Buffer.from(hkdfSync('sha256', adminKey, '', 'groundswell session', 32))
  }

  open(now: number): { token: string; session: Session } {
    const session = { id: randomBytes(16).toString('base64url'), expiresAt: now + LIFETIME_MS }
    const text = `${session.id}.${session.expiresAt}`
    return { token: `${text}.${this.#sign(text)}`, session }
  }

  /** The session of a cookie's value; null unless this installation signed it, it has not expired and nobody ended it. */
  find(token: string, now: number): Session | null {
    const match = /^([\w-]{22})\.(\d{1,16})\.([\w-]{43})$/.exec(token)
    if (match?.[1] === undefined || match[2] === undefined || match[3] === undefined) return null
    if (!timingSafeEqual(Buffer.from(this.#sign(`${match[1]}.${match[2]}`)), Buffer.from(match[3]))) return null
    const session = { id: match[1], expiresAt: Number(match[2]) }
    return this.isLive(session, now) ? session : null
  }

  isLive(session: Session, now: number): boolean {
    return session.expiresAt > now && !this.#ended.has(session.id)
  }

  end(session: Session, now: number): void {
    for (const [id, expiresAt] of this.#ended) if (expiresAt <= now) this.#ended.delete(id)
    this.#ended.set(session.id, session.expiresAt)
  }

  #sign(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('base64url')
  }
}

/** The session cookie's value in a Cookie header. */
export function readSessionCookie(header: string | undefined): string | undefined {
  return header
    ?.split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${SESSION_COOKIE}=`))
    ?.slice(SESSION_COOKIE.length + 1)
}

/** A Set-Cookie header; an empty token takes the cookie away. */
export function sessionCookie(token: string, secure: boolean): string {
  const age = token === '' ? 0 : LIFETIME_MS / 1000
  return `${SESSION_COOKIE}=${token}; Path=/; Max-Age=${age}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`
}
