import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

const COMMIT = '0123456789abcdef0123456789abcdef01234567'
const XET = 'application/vnd.xet-fileinfo+json'
const OTHER_COMMIT = 'fedcba9876543210fedcba9876543210fedcba98'

/** What a test makes go wrong. */
export type Trouble = {
  /** Answers every request with this status. */
  status?: number
  /** Sends so many bytes of a large file and then nothing, with the connection open. */
  stall?: number
  /** Sends other bytes of the same length than it promised. */
  corrupt?: boolean
  /** Adds a file that was not asked for. */
  offers?: string
}

/**
 * A server that speaks the hub's routes as the real one does (commit of a revision, sizes and hashes of paths, files by
 * range, large ones by redirection), over the folders of its models: ROOT/OWNER/NAME.
 */
export class TestingHub {
  readonly requests: { method: string; path: string; range: string | undefined; token: string | undefined }[] = []
  readonly trouble: Trouble = {}
  readonly #root: string
  readonly #stalled = new Set<ServerResponse>()
  readonly #server = createServer((request, response) => void this.#answer(request, response))

  constructor(root: string) {
    this.#root = root
  }

  static readonly commit = COMMIT

  async start(): Promise<string> {
    await new Promise<void>((listening) => this.#server.listen(0, '127.0.0.1', listening))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((closed) => this.#server.close(closed))
  }

  /** Paths of files that were sent, other than the probes of their sizes. */
  get sent(): string[] {
    return this.requests
      .filter(({ path, range }) => path.startsWith('/bytes/') && range !== 'bytes=0-0')
      .map(({ path }) => path.split('/').slice(4).join('/'))
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = decodeURIComponent(new URL(request.url ?? '', 'http://hub').pathname)
    const { method = '', headers } = request
    this.requests.push({ method, path, range: headers.range, token: headers.authorization })
    if (this.trouble.status !== undefined) return json(response, this.trouble.status, { error: 'trouble' })
    const [, owner = '', name = '', kind = '', revision = ''] =
      /^(?:\/api\/models)?\/([^/]+)\/([^/]+)\/(revision|paths-info|resolve)\/(.+)$/.exec(path) ?? []
    if (path.startsWith('/bytes/')) return this.#bytes(join(this.#root, path.slice('/bytes/'.length)), request, response)
    if (!existsSync(join(this.#root, owner, name)) || owner === '') return json(response, 404, { error: 'Repository not found' })
    if (kind === 'revision') {
      if (!['main', 'v2', COMMIT, OTHER_COMMIT].includes(revision)) return json(response, 404, { error: 'Revision not found' })
      return json(response, 200, { _id: '1', id: `${owner}/${name}`, sha: revision === 'v2' ? OTHER_COMMIT : COMMIT })
    }
    if (kind === 'paths-info') return await this.#describe(join(this.#root, owner, name), request, response)
    const file = revision.split('/').slice(1).join('/')
    // The hub answers its own client with what it needs for chunked transfer; whoever wants plain bytes asks again.
    if (headers.accept?.includes(XET) && file.includes('.onnx')) return xetInfo(join(this.#root, owner, name, file), request, response)
    response.writeHead(302, { location: `/bytes/${owner}/${name}/${file}` }).end()
  }

  async #describe(folder: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (await request.setEncoding('utf8').toArray()).join('')
    const { paths } = JSON.parse(body) as { paths: string[] }
    const found = paths
      .filter((path) => statSync(join(folder, path), { throwIfNoEntry: false })?.isFile())
      .map((path) => describe(folder, path))
    const { offers } = this.trouble
    json(response, 200, [...found, ...(offers === undefined ? [] : [{ type: 'file', path: offers, size: 1, oid: 'x' }])])
  }

  #bytes(file: string, { headers }: IncomingMessage, response: ServerResponse): void {
    if (!existsSync(file)) {
      json(response, 404, { error: 'Entry not found' })
      return
    }
    const whole = this.trouble.corrupt ? Buffer.alloc(statSync(file).size, 7) : readFileSync(file)
    const [, from = '0', to = ''] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '') ?? []
    const end = to === '' ? whole.length : Math.min(whole.length, Number(to) + 1)
    const bytes = whole.subarray(Number(from), end)
    response.writeHead(headers.range === undefined ? 200 : 206, {
      etag: '"etag"',
      'content-length': bytes.length,
      'content-range': `bytes ${from}-${end - 1}/${whole.length}`,
    })
    const { stall } = this.trouble
    if (stall !== undefined && bytes.length > stall) {
      this.#stalled.add(response)
      response.write(bytes.subarray(0, stall))
    } else response.end(bytes)
  }

  /** From now on nothing stalls, and what does so far is cut off. */
  cutStalled(): void {
    delete this.trouble.stall
    for (const response of this.#stalled) response.destroy()
  }
}

/** As the hub does it: graphs are large files, named by their SHA-256, the others by git's hash. */
function describe(folder: string, path: string): object {
  const bytes = readFileSync(join(folder, path))
  const oid = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
  const lfs = { oid: createHash('sha256').update(bytes).digest('hex'), size: bytes.length, pointerSize: 130 }
  return { type: 'file', path, size: bytes.length, oid, ...(/\.onnx/.test(path) ? { lfs } : {}) }
}

function xetInfo(file: string, { headers }: IncomingMessage, response: ServerResponse): void {
  const here = `http://${headers.host}`
  response
    .writeHead(200, {
      'content-type': XET,
      etag: '"etag"',
      'x-linked-size': statSync(file).size,
      'x-xet-hash': 'a'.repeat(64),
      link: `<${here}/xet-token>; rel="xet-auth", <${here}/xet>; rel="xet-reconstruction-info"`,
    })
    .end('{}')
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
