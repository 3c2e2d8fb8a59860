import { answerError, answerNotFound } from '@groundswell/runtime/http-errors.ts'
import type { Logger } from '@groundswell/runtime/logger.ts'
import { UserError } from '@groundswell/shared/errors.ts'
import { OpenAPIHono } from '@hono/zod-openapi'
import { HTTPException } from 'hono/http-exception'
import { API_HEADERS } from '../server/security-headers.ts'
import { requireCaller } from './authorise.ts'
import type { Api, ApiEnv, ApiServices } from './context.ts'
import { measureRequests } from './measure.ts'
import { addOpenApi } from './openapi.ts'
import { addBrands } from './routes/brands.ts'
import { addDeletePost } from './routes/delete-post.ts'
import { addListPosts } from './routes/list-posts.ts'
import { addListTrends } from './routes/list-trends.ts'
import { addPostPosts } from './routes/post-posts.ts'
import { addPostPredict } from './routes/post-predict.ts'
import { addSession } from './routes/session.ts'
import { addState } from './routes/state.ts'
import { refuseInvalid } from './validation.ts'

export const API_ROOT = '/api/v1'

/** Every route below `/api/v1`. */
export function createApi(services: ApiServices, logger: Logger): Api {
  const api = new OpenAPIHono<ApiEnv>({ defaultHook: refuseInvalid }).basePath(API_ROOT) as Api
  api.onError((error, context) => answerError(logger)(asUserError(error), context))
  api.notFound(answerNotFound)
  api.use(async (context, next) => {
    await next()
    for (const [name, value] of Object.entries(API_HEADERS)) context.header(name, value)
  })
  api.use(measureRequests)
  api.use(requireCaller(services.auth))
  addState(api, services)
  addSession(api, services)
  addPostPosts(api, services)
  addDeletePost(api, services)
  addListPosts(api, services)
  addListTrends(api, services)
  addBrands(api, services)
  addPostPredict(api, services)
  addOpenApi(api)
  return api
}

/** Hono's own refusals (a body that is no JSON, another content type) in our shape. */
function asUserError(error: Error): Error {
  if (!(error instanceof HTTPException) || error.status >= 500) return error
  return new UserError(error.status, 'invalid_body', error.status === 415 ? 'Send the body as application/json.' : `${error.message}.`)
}
