/** Catalogues by the seal of their archive, in the data folder: a start lists everything without opening an archive. */
import { mkdir, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { writeFileAtomic } from '../../files'
import { type Catalogue, catalogueSchema } from '../catalogue'

export interface CatalogueCache {
  /** Null when there is none, or none that can be read: the archive says the same, only slower. */
  get(seal: string): Promise<Catalogue | null>
  /** Never fails: a cache that cannot be written is no reason to refuse an archive. */
  put(catalogue: Catalogue): Promise<void>
  drop(seal: string): Promise<void>
}

export function createCatalogueCache(dataFolder: string): CatalogueCache {
  const folder = join(dataFolder, 'cache')
  const fileOf = (seal: string) => (/^[0-9a-f]{64}$/.test(seal) ? join(folder, `catalogue-${seal}.json`) : null)
  return {
    async get(seal) {
      const file = fileOf(seal)
      if (!file) return null
      try {
        const parsed = v.safeParse(catalogueSchema, JSON.parse(await readFile(file, 'utf8')))
        return parsed.success && parsed.output.seal === seal ? parsed.output : null
      } catch {
        return null
      }
    },
    async put(catalogue) {
      const file = fileOf(catalogue.seal)
      if (!file) return
      try {
        await mkdir(folder, { recursive: true })
        await writeFileAtomic(file, JSON.stringify(catalogue))
      } catch {
        // See the interface.
      }
    },
    async drop(seal) {
      const file = fileOf(seal)
      if (file) await unlink(file).catch(() => undefined)
    },
  }
}
