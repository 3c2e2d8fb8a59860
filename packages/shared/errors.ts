/** Body of every error answer: `{"error":{"code","message","field"?}}`. */
export type ErrorBody = { error: { code: string; message: string; field?: string } }

/** An error whose message is meant for the person who made the request or wrote the configuration. */
export class UserError extends Error {
  readonly status: number
  readonly code: string
  readonly field: string | undefined

  /**
   * @param status HTTP status, 4xx or 503; command line tools exit with code 2 whatever it is.
   * @param message says what is wrong and how to mend it.
   */
  constructor(status: number, code: string, message: string, field?: string) {
    super(message)
    this.name = 'UserError'
    this.status = status
    this.code = code
    this.field = field
  }

  toBody(): ErrorBody {
    const { code, message, field } = this
    return { error: { code, message, ...(field === undefined ? {} : { field }) } }
  }
}
