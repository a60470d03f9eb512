/** Serves files: the built interface below one folder, and the bytes behind `/files/<key>/<sha256>`. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, resolve, sep } from 'node:path'
import { pipeline } from 'node:stream'
import type { FileLocation } from '../services'

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
}

/** Absolute path of a request below `root`, or null when it would leave it. */
export function resolveBelow(root: string, path: string): string | null {
  let decoded: string
  try {
    decoded = decodeURIComponent(path)
  } catch {
    return null
  }
  if (decoded.includes('\0') || decoded.includes('\\')) return null
  const target = resolve(root, `.${decoded}`)
  return target.startsWith(root + sep) ? target : null
}

export async function serveInterface(root: string, path: string, response: ServerResponse): Promise<void> {
  const target = resolveBelow(root, path === '/' ? '/index.html' : path)
  const info = target ? await stat(target).catch(() => null) : null
  if (!target || !info?.isFile()) {
    response.writeHead(404).end()
    return
  }
  response.writeHead(200, {
    'content-type': mediaTypes[extname(target)] ?? 'application/octet-stream',
    'content-length': info.size,
    // Names of built files carry a hash of their content.
    'cache-control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-store',
  })
  pipeline(createReadStream(target), response, () => undefined)
}

/** First and last byte asked for (RFC 9110, one range), null for all, 'unsatisfiable' when out of bounds. */
export function parseRange(header: string | undefined, length: number): [number, number] | null | 'unsatisfiable' {
  const match = header === undefined ? null : /^bytes=(\d*)-(\d*)$/.exec(header)
  if (!match || (match[1] === '' && match[2] === '')) return null
  const first = match[1] === '' ? Math.max(0, length - Number(match[2])) : Number(match[1])
  const last = match[1] === '' || match[2] === '' ? length - 1 : Math.min(Number(match[2]), length - 1)
  return first > last || first >= length ? 'unsatisfiable' : [first, last]
}

/** What is stored is data: nothing but images and PDF may be shown in the page's origin, all else is a download. */
const shownInline = /^(?:image\/(?:png|jpeg|webp|gif)|application\/pdf|text\/plain)\b/

export function serveLocation(
  location: FileLocation,
  name: string | null,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const range = parseRange(request.headers.range, location.length)
  if (range === 'unsatisfiable') {
    response.writeHead(416, { 'content-range': `bytes */${location.length}` }).end()
    return
  }
  const [first, last] = range ?? [0, location.length - 1]
  const inline = name === null && shownInline.test(location.mediaType)
  const disposition = inline ? 'inline' : 'attachment'
  response.writeHead(range ? 206 : 200, {
    'content-type': inline ? location.mediaType : 'application/octet-stream',
    'content-length': Math.max(0, last - first + 1),
    'accept-ranges': 'bytes',
    'cache-control': 'private, max-age=31536000, immutable',
    'content-disposition': `${disposition}; filename*=UTF-8''${encodeURIComponent(name ?? location.name)}`,
    ...(range ? { 'content-range': `bytes ${first}-${last}/${location.length}` } : {}),
  })
  if (request.method === 'HEAD' || location.length === 0) {
    response.end()
    return
  }
  const stream = createReadStream(location.path, { start: location.offset + first, end: location.offset + last })
  pipeline(stream, response, () => undefined)
}
