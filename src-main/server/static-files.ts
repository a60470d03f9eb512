/** Serves files: the built interface below one folder, and the bytes behind `/files/<key>/<sha256>`. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream'
import { answerFile, type FileLocation, mediaTypeOf, policyOf, resolveBelow } from '../services'

export async function serveInterface(root: string, path: string, response: ServerResponse): Promise<void> {
  const target = resolveBelow(root, path === '/' ? '/index.html' : path)
  const info = target ? await stat(target).catch(() => null) : null
  if (!target || !info?.isFile()) {
    response.writeHead(404).end()
    return
  }
  response.writeHead(200, {
    'content-type': mediaTypeOf(target),
    'content-length': info.size,
    'content-security-policy': policyOf(path),
    // Names of built files carry a hash of their content.
    'cache-control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-store',
  })
  pipeline(createReadStream(target), response, () => undefined)
}

export function serveLocation(
  location: FileLocation,
  name: string | null,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { status, headers, bytes } = answerFile(location, name, request.headers.range)
  response.writeHead(status, headers)
  if (request.method === 'HEAD' || bytes === null) {
    response.end()
    return
  }
  pipeline(createReadStream(location.path, bytes), response, () => undefined)
}
