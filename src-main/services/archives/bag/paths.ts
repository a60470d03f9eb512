/** Paths as other people's tag files write them (container.md section 7). */
import { escapes, unportable } from '../../zip'

/** One pass over %0A, %0D and %25 only; everything else, `%7E` too, stays. */
export function percentDecode(path: string): string {
  return path.replace(/%(0A|0D|25)/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

export const percentEncode = (path: string) =>
  path.replace(/[%\r\n]/g, (sign) => (sign === '%' ? '%25' : sign === '\r' ? '%0D' : '%0A'))

/** Why no system may follow the path; null when it is harmless. `~` and variables count: shells expand them. */
export function unsafePath(path: string): string | null {
  if (path === '') return 'it is empty'
  if (/^~/.test(path)) return 'it begins with ~'
  if (/^%[^%/\\]+%/.test(path)) return 'it begins with a variable'
  if (/^\$(?:\{[^}]+\}|\w+)/.test(path)) return 'it begins with a variable'
  return escapes(path)
}

const systemFile = /(?:^|\/)(?:\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]*)$/i

export const isSystemFile = (path: string) => systemFile.test(path)

/** Why the name cannot be kept everywhere; null when it can. */
export function notPortable(path: string): string | null {
  return unportable(path) ?? (/[<>"|?*]/.test(path) ? 'it holds a character that Windows does not allow' : null)
}
