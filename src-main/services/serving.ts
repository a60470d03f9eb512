/** What both hosts answer when a page asks for a file: one set of rules for paths, ranges, types and what may be shown. */
import { extname, resolve, sep } from 'node:path'
import type { FileLocation } from './files'

/** Policy of every page and file: nothing foreign, nothing inline. */
export const contentPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self' data:; " +
  "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** Script of the worker of PDF.js, as the build names it. */
const pdfWorker = /^\/assets\/pdf\.worker[\w.-]*\.mjs$/

/**
 * Policy of a file of the built interface, by its path below the root. The worker of PDF.js alone may run WebAssembly:
 * the decoders of JPEG 2000, JBIG2 and fax, which come with the program.
 */
export function policyOf(path: string): string {
  if (!pdfWorker.test(path)) return contentPolicy
  return contentPolicy.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
}

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

/** Media type of a file of the built interface, by its name. */
export function mediaTypeOf(path: string): string {
  return mediaTypes[extname(path)] ?? 'application/octet-stream'
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

/** First and last byte asked for (RFC 9110, one range), null for all, 'unsatisfiable' when out of bounds. */
export function parseRange(
  header: string | null | undefined,
  length: number,
): [number, number] | null | 'unsatisfiable' {
  const match = !header ? null : /^bytes=(\d*)-(\d*)$/.exec(header)
  if (!match || (match[1] === '' && match[2] === '')) return null
  const first = match[1] === '' ? Math.max(0, length - Number(match[2])) : Number(match[1])
  const last = match[1] === '' || match[2] === '' ? length - 1 : Math.min(Number(match[2]), length - 1)
  return first > last || first >= length ? 'unsatisfiable' : [first, last]
}

/** What is stored is data: nothing but images and PDF may be shown in the page's origin, all else is a download. */
const shownInline = /^(?:image\/(?:png|jpeg|webp|gif)|application\/pdf|text\/plain)\b/

export interface FileAnswer {
  status: 200 | 206 | 416
  headers: Record<string, string>
  /** Part of the file at `location.path` to send, both ends included; null where there is nothing to send. */
  bytes: { start: number; end: number } | null
}

/** How to answer for stored bytes. `name`: the name under which they are to be saved, null to look at them. */
export function answerFile(
  location: FileLocation,
  name: string | null,
  rangeHeader: string | null | undefined,
): FileAnswer {
  const { length, offset, mediaType } = location
  const range = parseRange(rangeHeader, length)
  if (range === 'unsatisfiable') return { status: 416, headers: { 'content-range': `bytes */${length}` }, bytes: null }
  const [first, last] = range ?? [0, length - 1]
  const inline = name === null && shownInline.test(mediaType)
  return {
    status: range ? 206 : 200,
    headers: {
      'content-type': inline ? mediaType : 'application/octet-stream',
      'content-length': String(Math.max(0, last - first + 1)),
      'accept-ranges': 'bytes',
      'cache-control': 'private, max-age=31536000, immutable',
      'content-disposition': `${inline ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(name ?? location.name)}`,
      ...(range ? { 'content-range': `bytes ${first}-${last}/${length}` } : {}),
    },
    bytes: length === 0 ? null : { start: offset + first, end: offset + last },
  }
}
