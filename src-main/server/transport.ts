/** The HTTP side: guards, calls, uploads, the event streams, files. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type Answer, AppError, type EventName, type EventPayload, packAnswer, parcelHeader } from '#shared/contract'
import * as v from 'valibot'
import { createDispatcher, type FileLocation, type LogEntry, type Program, toWireError } from '../services'
import { isToken, refuseOrigin, safetyHeaders } from './guards'
import { createPushes } from './pushes'
import { createSpools } from './spools'
import { serveInterface, serveLocation } from './static-files'
import { createUploads } from './uploads'

/** Largest body of a call, in bytes: 5000 operations with long notes fit. */
const bodyLimit = 32 * 1024 * 1024

export interface TransportOptions {
  port: number
  token: string
  filesKey: string
  dataFolder: string
  /** Folder of the built interface. */
  interfaceRoot: string
  /** Resolves when the services are ready; calls wait for it. */
  program: Promise<Program>
  log(entry: LogEntry): void
}

export interface HttpTransport {
  readonly server: Server
  emit<E extends EventName>(event: E, payload: EventPayload<E>): void
  close(): Promise<void>
}

export function createHttpHost(options: TransportOptions): HttpTransport {
  const { port, token, filesKey, log } = options
  const dispatcher = options.program.then(({ services }) => createDispatcher(services, { log }))
  // A failed start is told by startBrowserHost; here it must only not count as unhandled.
  dispatcher.catch(() => undefined)
  const pushes = createPushes((client) => void dispatcher.then((d) => d.drop(client)).catch(() => undefined))
  const uploads = createUploads(options.dataFolder)
  const spools = createSpools(options.dataFolder)
  const isUnfinished = async (archiveId: string) => {
    const { services } = await options.program
    const context = { signal: new AbortController().signal, progress: () => undefined }
    const archives = await services.archives.list({}, context)
    if (!archives.some(({ id }) => id === archiveId)) return false
    // What cannot be asked now may be asked at another time: its files stay.
    const imports = await services.documents.imports({ archiveId }, context).catch(() => null)
    return imports === null || imports.some(({ finished }) => !finished)
  }
  const settle = (all = false) =>
    spools
      .settle(isUnfinished, all)
      .catch((error: unknown) => log({ level: 'warn', message: 'handed over files were not deleted', error }))
  options.program.then(
    () => settle(true),
    () => undefined,
  )

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(safetyHeaders)) response.setHeader(name, value)
    const refused = refuseOrigin(request, port)
    if (refused) return void response.writeHead(refused).end()
    const url = new URL(request.url ?? '/', `http://127.0.0.1:${port}`)
    if (url.pathname.startsWith('/api/')) return handleApi(request, response, url)
    if (request.method !== 'GET' && request.method !== 'HEAD') return void response.writeHead(405).end()
    if (url.pathname.startsWith('/files/')) return handleFile(request, response, url)
    return serveInterface(options.interfaceRoot, url.pathname, response)
  }

  type Receive = (request: IncomingMessage, query: URLSearchParams) => Promise<unknown>
  const receivers: Readonly<Record<string, Receive>> = {
    '/api/upload': (request, query) => uploads.receive(request, query.get('name') ?? 'archive.zip'),
    '/api/spool/open': () => spools.open(),
    '/api/spool/file': (request, query) => spools.receive(request, query.get('id') ?? '', query.get('path') ?? ''),
    '/api/spool/discard': (_request, query) => spools.discard(query.get('id') ?? '').then(() => ({})),
  }

  async function handleApi(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const given = request.headers['x-avots-token']
    if (!isToken(typeof given === 'string' ? given : undefined, token)) return void response.writeHead(401).end()
    const header = request.headers['x-avots-client']
    const client = typeof header === 'string' && /^[\w.-]{1,64}$/.test(header) ? header : ''
    if (url.pathname === '/api/ping') return answer(response, 200, { ok: true, result: { pid: process.pid } })
    if (url.pathname === '/api/events' && request.method === 'GET' && client) {
      const last = request.headers['last-event-id']
      return pushes.attach(client, typeof last === 'string' ? last : undefined, response)
    }
    if (request.method !== 'POST') return void response.writeHead(405).end()
    const receive = receivers[url.pathname]
    if (receive) {
      try {
        const result = await receive(request, url.searchParams)
        return answer(response, 200, { ok: true, result })
      } catch (error) {
        // What is still on its way is not read.
        if (!request.readableEnded) response.setHeader('connection', 'close')
        return answer(response, 200, { ok: false, error: toWireError(error, log) })
      }
    }
    if (url.pathname !== '/api/call') return void response.writeHead(404).end()
    const message = await readJson(request)
    if (message === tooLarge) {
      const error = new AppError('bad-request', 'The call is larger than the program takes at once.', {
        limit: bodyLimit,
      })
      // What is still on its way is not read: the connection ends with the answer.
      response.setHeader('connection', 'close')
      return answer(response, 413, { ok: false, error: toWireError(error, log) })
    }
    const importing = importOf(message)
    const release = importing ? await spools.claim(importing.paths, importing.archiveId) : null
    const result = await (
      await dispatcher
    )
      .handle(message, (push) => pushes.send(client, push))
      .finally(() => release?.())
    if (importing) await settle()
    const path = openedPath(message)
    if (path && !isKept(result, path)) await uploads.discard(path)
    return answer(response, 200, result, request.headers[parcelHeader] === '1')
  }

  async function handleFile(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const [, , key, sha256 = ''] = url.pathname.split('/')
    if (!isToken(key, filesKey) || !/^[0-9a-f]{64}$/.test(sha256)) return void response.writeHead(404).end()
    const location: FileLocation | null = (await options.program).locateFile(sha256)
    if (!location) return void response.writeHead(404).end()
    serveLocation(location, url.searchParams.get('name'), request, response)
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      log({ level: 'error', message: `request ${request.method ?? ''} failed`, error })
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  })

  return {
    server,
    emit: (event, payload) => pushes.broadcast({ t: 'event', event, payload }),
    async close() {
      pushes.close()
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

const tooLarge = Symbol('too large')

async function readJson(request: IncomingMessage): Promise<unknown> {
  if (Number(request.headers['content-length'] ?? 0) > bodyLimit) return tooLarge
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.byteLength
    if (size > bodyLimit) return tooLarge
    parts.push(part)
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'))
  } catch {
    return null
  }
}

/** An upload stays only as the archive that it became: not when it was refused, nor when the same one is here already. */
const isKept = (result: Answer, path: string) => result.ok && v.is(v.object({ path: v.literal(path) }), result.result)

/** Path of an `archives.open` call. */
function openedPath(message: unknown): string | null {
  if (typeof message !== 'object' || message === null) return null
  const { method, input } = message as { method?: unknown; input?: unknown }
  if (method !== 'archives.open' || typeof input !== 'object' || input === null) return null
  const { path } = input as { path?: unknown }
  return typeof path === 'string' ? path : null
}

const importSchema = v.object({
  method: v.picklist(['documents.import', 'documents.resumeImport', 'documents.undoImport', 'archives.remove']),
  input: v.object({ archiveId: v.string(), paths: v.optional(v.array(v.string()), []) }),
})

/** Archive and paths of a call after which files that were handed over may be of no use any more. */
function importOf(message: unknown): { archiveId: string; paths: string[] } | null {
  const parsed = v.safeParse(importSchema, message)
  return parsed.success ? parsed.output.input : null
}

/** `takesParcels`: a long text may go apart from the rest. */
function answer(response: ServerResponse, status: number, body: Answer, takesParcels = false): void {
  const { json, text } = takesParcels ? packAnswer(body) : { json: JSON.stringify(body), text: null }
  const head = Buffer.from(json)
  const tail = Buffer.from(text ?? '')
  response.writeHead(status, {
    ...(text === null
      ? { 'content-type': 'application/json; charset=utf-8' }
      : { 'content-type': 'application/octet-stream', [parcelHeader]: head.byteLength }),
    'cache-control': 'no-store',
    'content-length': head.byteLength + tail.byteLength,
  })
  response.write(head)
  response.end(tail)
}
