/** Zips that are one document (word processors, e-books): opened under the gate, their parts by name. */
import { AppError, isAppError } from '#shared/contract'
import { openZipBytes, type ZipEntry } from '../zip'
import { decodeText } from './decode'

/** Largest part that is parsed, and all parts of one document together (formats.md section 5). */
const maxPart = 200 * 1024 * 1024
const maxRead = 400 * 1024 * 1024

export interface DocumentContainer {
  /** Paths of files, in the order of the zip. */
  readonly paths: readonly string[]
  has(path: string): boolean
  /** Bytes of a part as its directory states them, 0 where there is none. */
  size(path: string): number
  /** Content of a part, null where there is none. Throws AppError `zip-corrupt`, `parse-too-large`. */
  bytes(path: string): Promise<Buffer | null>
  /** The same as text: by its mark, UTF-8, or what its XML declares. */
  text(path: string): Promise<string | null>
}

/** Throws AppError with the codes of formats.md section 6; `damaged` where the bytes are no zip at all. */
export async function openContainer(bytes: Uint8Array, name: string): Promise<DocumentContainer> {
  const zip = await openZipBytes(bytes, name).catch((error: unknown) => {
    if (!isAppError(error) || error.code !== 'not-an-archive') throw error
    throw new AppError('damaged', `"${name}" is damaged: it is no zip file, which it should be.`, { name })
  })
  const entries = new Map<string, ZipEntry>()
  for (const entry of zip.entries) if (!entry.folder) entries.set(entry.path, entry)
  let read = 0
  const tooLarge = (what: string, limit: number, found: number) =>
    new AppError(
      'parse-too-large',
      `"${name}" was not read: ${what} unpacks to ${found} bytes; the limit is ${limit}.`,
      {
        name,
        limit,
        found,
      },
    )

  async function content(path: string): Promise<Buffer | null> {
    const entry = entries.get(path)
    if (!entry) return null
    if (entry.size > maxPart) throw tooLarge(JSON.stringify(path), maxPart, entry.size)
    read += entry.size
    if (read > maxRead) throw tooLarge('what it holds', maxRead, read)
    return zip.read(entry, maxPart)
  }

  return {
    paths: [...entries.keys()],
    has: (path) => entries.has(path),
    size: (path) => entries.get(path)?.size ?? 0,
    bytes: content,
    async text(path) {
      const found = await content(path)
      if (!found) return null
      const declared = /^<\?xml[^>]*?encoding=["']([\w.-]+)["']/.exec(found.subarray(0, 200).toString('latin1'))
      return (await decodeText(found, { fileName: name }, declared?.[1])).text
    },
  }
}

/** Path of `target` as a part at `base` names it (`../x` and all), or null where it leads out of the container. */
export function resolvePart(base: string, target: string): string | null {
  let path = target.replace(/[?#].*$/s, '')
  try {
    path = decodeURIComponent(path)
  } catch {
    // Real files hold bare percent signs: the name is taken as it stands.
  }
  const parts = path.startsWith('/') ? [] : base.split('/').slice(0, -1)
  for (const part of path.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return null
    } else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts.join('/')
}
