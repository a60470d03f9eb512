/** The `app:` scheme: the built interface, and the bytes behind `/files/<sha256>`. Nothing else can be loaded. */
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, resolve, sep } from 'node:path'
import { Readable } from 'node:stream'
import { protocol, session } from 'electron'
import type { FileLocation } from '../services'

export const appOrigin = 'app://avots'

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
}

const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self' data:; " +
    "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
}

/** Before `ready`: the scheme is standard and secure, so that workers and fetch behave as on the web. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ])
}

/** After `ready`. `interfaceRoot` is the folder of the built interface. */
export function handleScheme(interfaceRoot: string, locate: (sha256: string) => FileLocation | null): void {
  protocol.handle('app', async (request) => {
    const url = new URL(request.url)
    const file = /^\/files\/([0-9a-f]{64})$/.exec(url.pathname)
    if (file?.[1]) {
      const location = locate(file[1])
      return location ? fileResponse(location, url, request) : new Response(null, { status: 404 })
    }
    const path = resolve(interfaceRoot, `.${decodeURIComponent(url.pathname === '/' ? '/index.html' : url.pathname)}`)
    if (!path.startsWith(interfaceRoot + sep)) return new Response(null, { status: 404 })
    try {
      const type = mediaTypes[extname(path)] ?? 'application/octet-stream'
      return new Response(new Uint8Array(await readFile(path)), { headers: { ...headers, 'content-type': type } })
    } catch {
      return new Response(null, { status: 404 })
    }
  })
}

function fileResponse(location: FileLocation, url: URL, request: Request): Response {
  const match = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get('range') ?? '')
  const first = Number(match?.[1] ?? 0)
  const last = match?.[2] ? Math.min(Number(match[2]), location.length - 1) : location.length - 1
  if (first > last)
    return new Response(null, { status: 416, headers: { 'content-range': `bytes */${location.length}` } })
  const name = url.searchParams.get('name')
  const stream = createReadStream(location.path, { start: location.offset + first, end: location.offset + last })
  return new Response(Readable.toWeb(stream) as ReadableStream<Uint8Array>, {
    status: match ? 206 : 200,
    headers: {
      ...headers,
      'content-type': location.mediaType,
      'content-length': String(last - first + 1),
      'accept-ranges': 'bytes',
      'content-disposition': `${name === null ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(name ?? location.name)}`,
      ...(match ? { 'content-range': `bytes ${first}-${last}/${location.length}` } : {}),
    },
  })
}

/** No request leaves the machine: only our own scheme and what the page makes itself may load. */
export function blockNetwork(): void {
  session.defaultSession.webRequest.onBeforeRequest((details, callback) => {
    const { protocol: scheme } = new URL(details.url)
    callback({ cancel: !['app:', 'devtools:', 'data:', 'blob:'].includes(scheme) })
  })
  session.defaultSession.setPermissionRequestHandler((_contents, permission, callback) => {
    // Copying a citation is the one thing the interface needs.
    callback(permission === 'clipboard-sanitized-write')
  })
  session.defaultSession.setPermissionCheckHandler(
    (_contents, permission) => permission === 'clipboard-sanitized-write',
  )
}
