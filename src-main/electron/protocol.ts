/** The `app:` scheme: the built interface, and the bytes behind `/files/<sha256>`. Nothing else can be loaded. */
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { protocol, session } from 'electron'
import { answerFile, contentPolicy, type FileLocation, mediaTypeOf, policyOf, resolveBelow } from '../services'

export const appOrigin = 'app://avots'
/** The one page there is. */
export const appPage = `${appOrigin}/index.html`

const headers = { 'content-security-policy': contentPolicy, 'x-content-type-options': 'nosniff' }

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
    const path = resolveBelow(interfaceRoot, url.pathname === '/' ? '/index.html' : url.pathname)
    if (!path) return new Response(null, { status: 404 })
    try {
      const bytes = new Uint8Array(await readFile(path))
      const own = { 'content-type': mediaTypeOf(path), 'content-security-policy': policyOf(url.pathname) }
      return new Response(bytes, { headers: { ...headers, ...own } })
    } catch {
      return new Response(null, { status: 404 })
    }
  })
}

function fileResponse(location: FileLocation, url: URL, request: Request): Response {
  const answer = answerFile(location, url.searchParams.get('name'), request.headers.get('range'))
  const init = { status: answer.status, headers: { ...headers, ...answer.headers } }
  if (answer.bytes === null) return new Response(null, init)
  const stream = createReadStream(location.path, answer.bytes)
  return new Response(Readable.toWeb(stream) as ReadableStream<Uint8Array>, init)
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
