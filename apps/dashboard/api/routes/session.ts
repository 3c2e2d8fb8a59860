import { UserError } from '@groundswell/shared/errors.ts'
import { createRoute, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { bearerKey } from '../../server/auth.ts'
import { isOwnOrigin, requestFacts } from '../../server/request-facts.ts'
import { readSessionCookie, sessionCookie } from '../../server/sessions.ts'
import { json, REFUSED, UNAUTHORISED } from '../answers.ts'
import type { Api, ApiEnv, ApiServices } from '../context.ts'

const MAX_BODY_BYTES = 10_000
const body = z.strictObject({ key: z.string().min(1, 'must not be empty').max(1_000).optional() })

const openRoute = createRoute({
  method: 'post',
  path: '/session',
  tags: ['Access'],
  summary: 'Exchange a key for a session cookie',
  description: 'The key comes as a Bearer token or in the body. The cookie is HttpOnly and SameSite=Strict, and lasts 12 hours.',
  security: [],
  middleware: [bodyLimit({ maxSize: MAX_BODY_BYTES, onError: () => refuseLarge() })],
  request: { body: { required: false, content: { 'application/json': { schema: body } } } },
  responses: {
    200: json('signed in', z.object({ role: z.literal('admin'), expiresAt: z.iso.datetime() })),
    400: REFUSED,
    401: UNAUTHORISED,
  },
})

const endRoute = createRoute({
  method: 'delete',
  path: '/session',
  tags: ['Access'],
  summary: 'Sign out',
  security: [],
  responses: { 204: { description: 'the session has ended' } },
})

export function addSession(api: Api, { auth }: ApiServices): void {
  api.openapi(openRoute, (context) => {
    refuseOtherSites(context)
    const { authorization } = requestFacts(context.env.incoming)
    const key = (authorization === undefined ? null : bearerKey(authorization)) ?? context.req.valid('json').key
    if (key === undefined)
      throw new UserError(400, 'invalid_parameter', 'key must be given, in the body or as "Authorization: Bearer KEY"', 'key')
    if (auth.sessions === null || !auth.isAdminKey(key)) throw new UserError(401, 'wrong_key', 'This key is not known here.', 'key')
    const { token, session } = auth.sessions.open(Date.now())
    context.header('set-cookie', sessionCookie(token, isSecure(context)))
    return context.json({ role: 'admin' as const, expiresAt: new Date(session.expiresAt).toISOString() }, 200)
  })
  api.openapi(endRoute, (context) => {
    refuseOtherSites(context)
    const token = readSessionCookie(requestFacts(context.env.incoming).cookie)
    const session = token === undefined ? null : (auth.sessions?.find(token, Date.now()) ?? null)
    if (session !== null) auth.sessions?.end(session, Date.now())
    context.header('set-cookie', sessionCookie('', isSecure(context)))
    return context.body(null, 204)
  })
}

/** Nobody else's page may sign its visitors in or out. */
function refuseOtherSites(context: Context<ApiEnv>): void {
  if (isOwnOrigin(requestFacts(context.env.incoming))) return
  throw new UserError(403, 'wrong_origin', 'A page of another site made this request; its Origin is not the Host it was sent to.')
}

function refuseLarge(): never {
  throw new UserError(413, 'too_large', `The body must have at most ${MAX_BODY_BYTES} bytes.`)
}

/** A proxy's word is enough here: it only makes the cookie stricter. */
const isSecure = (context: Context<ApiEnv>) => context.env.incoming.headers['x-forwarded-proto'] === 'https'
