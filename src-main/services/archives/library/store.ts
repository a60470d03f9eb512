/** `library.json`: which archives this computer knows. Small, versioned, replaced as a whole. */
import { mkdir, readFile, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as v from 'valibot'
import { AppError, archiveKindSchema, instantSchema, multilingualSchema } from '#shared/contract'
import { writeFileAtomic } from '../../files'
import type { HostPort } from '../../host'

const LIBRARY_VERSION = 1

const entrySchema = v.object({
  id: v.string(),
  /** Registrations of before archives in work say nothing. */
  kind: v.optional(archiveKindSchema, 'sealed'),
  /** Absolute; of the starter archive only where it lay last, for it comes with the program. */
  path: v.string(),
  starter: v.boolean(),
  addedAt: instantSchema,
  title: multilingualSchema,
  description: multilingualSchema,
  language: v.string(),
  documents: v.number(),
  seal: v.string(),
  bytes: v.number(),
  /** Of the file (of an archive in work, its journal) when it was read: another size or time, and it is read anew. */
  mtimeMs: v.number(),
  /** Last check of the payload of exactly this file. */
  checked: v.optional(v.object({ at: instantSchema, sound: v.boolean(), problem: v.optional(v.string()) })),
})
export type LibraryEntry = v.InferOutput<typeof entrySchema>

const storeSchema = v.object({
  schema: v.literal('avots-library'),
  v: v.literal(LIBRARY_VERSION),
  archives: v.array(entrySchema),
  /** The reader took the starter archive out. */
  starterRemoved: v.boolean(),
  /** Archives whose sealed notes were copied, by id: once, for ever. */
  notebooks: v.array(v.string()),
})
type LibraryContent = v.InferOutput<typeof storeSchema>

const empty = (): LibraryContent => ({
  schema: 'avots-library',
  v: LIBRARY_VERSION,
  archives: [],
  starterRemoved: false,
  notebooks: [],
})

export interface LibraryStore {
  read(): Promise<LibraryContent>
  /** Reads, changes, writes. One at a time; another process may have written in between. */
  update(change: (content: LibraryContent) => LibraryContent): Promise<LibraryContent>
  /** Resolves when nothing is being written. */
  idle(): Promise<void>
}

/** The store of a data folder. A damaged file is renamed and begun anew; a newer one throws AppError `version-newer`. */
export function createLibraryStore(dataFolder: string, log: HostPort['log']): LibraryStore {
  const path = join(dataFolder, 'library.json')
  let queue: Promise<unknown> = Promise.resolve()

  async function read(): Promise<LibraryContent> {
    let text: string
    try {
      text = await readFile(path, 'utf8')
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return empty()
      throw new AppError(
        'not-readable',
        `The list of archives "${path}" cannot be read. Look at its access rights.`,
        { path },
        { cause },
      )
    }
    let raw: unknown = null
    try {
      raw = JSON.parse(text)
    } catch {
      // The schema refuses null.
    }
    const version = typeof raw === 'object' && raw !== null && 'v' in raw ? raw.v : undefined
    if (typeof version === 'number' && version > LIBRARY_VERSION) {
      throw new AppError(
        'version-newer',
        `The list of archives was written by a newer Avots (version ${version}; this one reads up to ${LIBRARY_VERSION}). Update Avots, or choose another data folder with AVOTS_DATA.`,
        { path, version, known: LIBRARY_VERSION },
      )
    }
    const parsed = v.safeParse(storeSchema, raw)
    if (parsed.success) return parsed.output
    const aside = `${path.replace(/\.json$/, '')}.damaged-${new Date().toISOString().replace(/[:.]/g, '-')}.json`
    await rename(path, aside)
    log({ level: 'warn', message: 'the list of archives was damaged and is begun anew', details: { aside } })
    return empty()
  }

  function update(change: (content: LibraryContent) => LibraryContent): Promise<LibraryContent> {
    const next = queue.then(async () => {
      const content = change(await read())
      await mkdir(dirname(path), { recursive: true })
      await writeFileAtomic(path, `${JSON.stringify(content, null, 2)}\n`)
      return content
    })
    queue = next.catch(() => undefined)
    return next
  }

  return { read, update, idle: () => queue.then(() => undefined) }
}
