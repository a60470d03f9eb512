/** Which names an entry of a zip may have (formats.md section 6). Our own are ASCII; these rules are for strangers'. */

/** What is wrong with a name: `path` would leave the folder, `name` some system cannot store or shows wrongly. */
export type NameFault = { code: 'zip-path' | 'zip-name'; reason: string }

const device = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\..*)?$/i
// Controls C0 and C1, and the characters that reorder text on the screen.
const invisible = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/

/** Why a path leads out of the folder it is unpacked to, on any system; null when it does not. */
export function escapes(path: string): string | null {
  if (path.includes('\0')) return 'it holds a NUL'
  if (/^[/\\]/.test(path)) return 'it is absolute'
  if (/^[A-Za-z]:/.test(path)) return 'it begins with a drive letter'
  if (path.split(/[/\\]/).includes('..')) return 'it leads out of its folder (..)'
  return null
}

/** Why some system cannot store the name or shows another one; null when all can. */
export function unportable(path: string): string | null {
  if (invisible.test(path)) return 'it holds invisible control characters'
  if (path.includes('\\')) return 'it holds a backslash'
  for (const segment of path.replace(/\/$/, '').split('/')) {
    if (segment === '' || segment === '.') return 'it holds an empty part'
    if (segment.includes(':')) return 'it holds a colon'
    if (/[. ]$/.test(segment)) return 'a part of it ends with a dot or a space'
    if (device.test(segment)) return `"${segment}" is the name of a device on Windows`
  }
  return null
}

export function nameFault(path: string): NameFault | null {
  const out = path === '' ? 'it is empty' : escapes(path)
  if (out !== null) return { code: 'zip-path', reason: out }
  const reason = unportable(path)
  return reason === null ? null : { code: 'zip-name', reason }
}

/** Names with the same key are one file on some system: NFC, case folded. */
export const clashKey = (path: string) => path.normalize('NFC').toLowerCase().toUpperCase().normalize('NFC')
