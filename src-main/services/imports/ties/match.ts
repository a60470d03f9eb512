/**
 * Which file of an import a transcription means by a name in it. Pure; only files that were imported can be found, so
 * a name can lead nowhere else. Order: the very path, the path's last parts, the same stem in the same folder.
 */
import { handedOverPath } from '#shared/contract'

/** A file that may be meant; `path` absolute, or relative to where everything lies. */
export interface Candidate {
  path: string
}

/** How a file was found; `path` is what the transcription says, the others are guesses. */
export type Found<T> = { file: T; how: 'path' | 'name' | 'stem' }

/** Pictures, what browsers show themselves first. */
const imageExtensions = ['jpg', 'jpeg', 'png', 'webp', 'tif', 'tiff']

/** A path as it is compared: `/` between its parts, without the folder that the host keeps handed over files in. */
export function plainPath(path: string): string {
  const handed = handedOverPath(path)
  return (handed === null ? path : `/${handed}`).replace(/\\/g, '/')
}

const folded = (text: string) => text.normalize('NFC').toLowerCase()
const extensionOf = (path: string) => folded(/\.([^./]+)$/.exec(path)?.[1] ?? '')
const withoutExtension = (path: string) => path.replace(/\.[^./]+$/, '')
const folderOf = (path: string) => path.replace(/\/?[^/]*$/, '')

/** True for the name of a picture that can be a page. */
export const isImagePath = (path: string) => imageExtensions.includes(extensionOf(path))

/** `a/b/../c` without the dots; null where it leads out of everything. */
function resolved(path: string): string | null {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') {
      if (parts.length === 0 || (parts.length === 1 && parts[0] === '')) return null
      parts.pop()
    } else if (part !== '.' && (part !== '' || parts.length === 0)) parts.push(part)
  }
  return parts.join('/')
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const isAbsolute = (name: string) => /^(?:[a-z][a-z0-9+.-]*:|\/)/i.test(name)

/** Ways to read a name: as it stands, and as an address with escapes, a query, or the parts of the IIIF Image API. */
function readings(name: string): string[] {
  const plain = name.trim().replace(/\\/g, '/')
  const address = plain.replace(/^file:\/\/(?:localhost(?=\/))?/i, '').replace(/[?#].*$/, '')
  // <identifier>/<region>/<size>/<rotation>/<quality>.<format> (IIIF Image API 2 and 3).
  const service =
    /^(.*)\/(?:full|square|(?:pct:)?[\d.,]+)\/[^/]+\/!?[\d.]+\/(?:default|native|color|gray|bitonal)\.\w+$/
  const identifier = service.exec(address)?.[1]
  const all = [plain, decoded(plain), address, decoded(address)]
  return [...new Set(identifier === undefined ? all : [identifier, decoded(identifier)])].filter((one) => one !== '')
}

/** Number of parts that two paths have in common at their ends. */
function commonEnd(a: readonly string[], b: readonly string[]): number {
  let count = 0
  while (count < a.length && count < b.length && a.at(-1 - count) === b.at(-1 - count)) count += 1
  return count
}

/** Files in the order in which a page takes them, where several fit. */
const byPreference = (a: Candidate, b: Candidate) =>
  imageExtensions.indexOf(extensionOf(a.path)) - imageExtensions.indexOf(extensionOf(b.path)) ||
  (a.path < b.path ? -1 : 1)

export interface Matcher<T> {
  /** The file that `name` means in the transcription at `path`; null where none is meant without doubt. */
  find(path: string, name: string): Found<T> | null
  /** The picture that has the transcription's own name: `page_001.jpg` beside `page_001.xml`. */
  beside(path: string): Found<T> | null
}

/** A matcher over files; of those with one path the first counts. */
export function createMatcher<T extends Candidate>(files: readonly T[]): Matcher<T> {
  const exact = new Map<string, T>()
  const loose = new Map<string, T[]>()
  const names = new Map<string, T[]>()
  const bareNames = new Map<string, T[]>()
  const stems = new Map<string, T[]>()
  const put = (map: Map<string, T[]>, key: string, file: T) => {
    const others = map.get(key)
    if (others) others.push(file)
    else map.set(key, [file])
  }
  for (const file of files) {
    const path = plainPath(file.path)
    if (exact.has(path)) continue
    exact.set(path, file)
    put(loose, folded(path), file)
    put(names, folded(path.split('/').at(-1) ?? ''), file)
    if (!isImagePath(path)) continue
    put(stems, folded(withoutExtension(path)), file)
    put(bareNames, folded(withoutExtension(path.split('/').at(-1) ?? '')), file)
  }
  const only = (list: readonly T[] | undefined): T | null => (list?.length === 1 ? (list[0] ?? null) : null)
  const stem = (path: string): T | null => {
    const [first, second] = [...(stems.get(folded(path)) ?? [])].sort(byPreference)
    // Two of one ending differ by the case of a letter only: nobody can tell which is meant.
    const isSure = !first || !second || extensionOf(first.path) !== extensionOf(second.path)
    return isSure ? (first ?? null) : null
  }

  function byPath(folder: string, name: string): T | null {
    if (isAbsolute(name)) return null
    const path = resolved(`${folder}/${name}`)
    return path === null ? null : (exact.get(path) ?? only(loose.get(folded(path))))
  }

  /** Those below the folder of the transcription, or beside it. */
  function near(folder: string, list: readonly T[] | undefined): T[] {
    const around = `${folderOf(folder)}/`
    return (list ?? []).filter((file) => plainPath(file.path).startsWith(around))
  }

  /** Of the files near the transcription, the one that shares most parts with the name. */
  function byName(folder: string, name: string): T | null {
    const wanted = folded(resolved(name) ?? name.replace(/^.*\.\.\//, '')).split('/')
    const rated = near(folder, names.get(wanted.at(-1) ?? '')).map((file) => ({
      file,
      common: commonEnd(folded(plainPath(file.path)).split('/'), wanted),
    }))
    const most = Math.max(0, ...rated.map(({ common }) => common))
    const best = rated.filter(({ common }) => common === most).map(({ file }) => file)
    // In the very folder it needs no other sign.
    const here = best.filter((file) => folderOf(plainPath(file.path)) === folder)
    return only(here) ?? only(best)
  }

  /** The same name with another ending: the scan is a TIFF, its copy beside the text a JPEG. */
  function byStem(folder: string, name: string): T | null {
    const bare = /\.[^./]{1,5}$/.test(name) ? withoutExtension(name) : name
    const path = isAbsolute(bare) ? null : resolved(`${folder}/${bare}`)
    const found = path === null ? null : stem(path)
    const last = bare.split('/').at(-1) ?? ''
    if (found) return found
    // An address may name an image without an ending, wherever its folder is.
    return stem(`${folder}/${last}`) ?? (isAbsolute(name) ? only(near(folder, bareNames.get(folded(last)))) : null)
  }

  return {
    find(path, name) {
      const folder = folderOf(plainPath(path))
      const all = readings(name)
      for (const [how, search] of [
        ['path', byPath],
        ['name', byName],
        ['stem', byStem],
      ] as const) {
        for (const one of all) {
          const file = search(folder, one)
          if (file) return { file, how }
        }
      }
      return null
    },
    beside(path) {
      const file = stem(withoutExtension(plainPath(path)))
      return file ? { file, how: 'stem' } : null
    },
  }
}

/** Where `path` lies as seen from the transcription: `img/1.jpg`, `../scans/1.jpg`; its name where that cannot be told. */
export function relativePath(from: string, path: string): string {
  const [base, target] = [folderOf(plainPath(from)).split('/'), plainPath(path).split('/')]
  let common = 0
  while (common < base.length && common < target.length - 1 && base[common] === target[common]) common += 1
  const up = base.length - common
  if (up > 2) return target.at(-1) ?? path
  return [...Array.from({ length: up }, () => '..'), ...target.slice(common)].join('/')
}
