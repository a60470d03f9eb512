/** Who may talk to the browser host (toolchain.md section 4): this computer, this page, this run. */
import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { contentPolicy } from '../services'

/** Constant time for tokens of equal length; the length itself is no secret. */
export function isToken(given: string | undefined, token: string): boolean {
  if (given === undefined) return false
  const a = Buffer.from(given)
  const b = Buffer.from(token)
  return a.byteLength === b.byteLength && timingSafeEqual(a, b)
}

/** Status that refuses a request for where it comes from, or null. 421 stops DNS rebinding, 403 other sites. */
export function refuseOrigin(request: IncomingMessage, port: number): 421 | 403 | null {
  if (request.headers.host !== `127.0.0.1:${port}`) return 421
  const { origin } = request.headers
  if (origin !== undefined && origin !== `http://127.0.0.1:${port}`) return 403
  return null
}

/** Sent with every answer. */
export const safetyHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}
