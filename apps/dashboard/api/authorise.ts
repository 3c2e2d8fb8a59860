import { UserError } from '@groundswell/shared/errors.ts'
import { createMiddleware } from 'hono/factory'
import { type Auth, assertOwnOrigin } from '../server/auth.ts'
import { requestFacts } from '../server/request-facts.ts'
import type { ApiEnv } from './context.ts'

/** Routes for everybody: watchdogs have no key, and signing in is how one comes by a session. */
const OPEN = new Set(['/api/v1/health', '/api/v1/ready', '/api/v1/session'])

/** Lets a request through only when it is known who makes it, and that no other site's page does. */
export function requireCaller(auth: Auth) {
  return createMiddleware<ApiEnv>(async (context, next) => {
    if (!OPEN.has(context.req.path)) {
      const facts = requestFacts(context.env.incoming)
      const decision = auth.decide(facts, Date.now())
      if (!decision.ok) {
        context.header('www-authenticate', 'Bearer')
        throw new UserError(401, decision.code, decision.message)
      }
      assertOwnOrigin(decision.caller, context.req.method, facts)
      context.set('caller', decision.caller)
    }
    await next()
  })
}
