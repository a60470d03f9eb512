/**
 * Archives in work that went with the import that made them: they lie aside for as long as the program runs, so that
 * taking the import back can be taken back.
 */
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

export interface Aside {
  /** True for a folder among those that the program made by itself: only these are ever moved or deleted. */
  isOwn(folder: string): boolean
  put(archiveId: string, folder: string): Promise<void>
  /** Moves it back; resolves with its folder, or null where none lies aside. */
  takeBack(archiveId: string): Promise<string | null>
  /** Deletes what this run has put aside. */
  clear(): Promise<void>
}

/** What a run that was cut off left behind; another program with the same data folder may run now. */
const leftBehind = 24 * 60 * 60 * 1000

/** Deletes what earlier runs left. */
export async function openAside(dataFolder: string): Promise<Aside> {
  const home = join(dataFolder, 'archives')
  const folder = join(home, '.aside')
  const places = new Map<string, { from: string; to: string }>()

  for (const name of await readdir(folder).catch(() => [])) {
    const { mtimeMs, ctimeMs } = await stat(join(folder, name)).catch(() => ({ mtimeMs: 0, ctimeMs: 0 }))
    if (Math.max(mtimeMs, ctimeMs) < Date.now() - leftBehind)
      await rm(join(folder, name), { recursive: true, force: true })
  }

  async function tidy(): Promise<void> {
    if ((await readdir(folder).catch(() => ['?'])).length === 0) await rm(folder, { recursive: true, force: true })
  }

  return {
    isOwn: (path) => dirname(path) === home,
    async put(archiveId, from) {
      const to = join(folder, basename(from))
      await mkdir(folder, { recursive: true })
      await rename(from, to)
      places.set(archiveId, { from, to })
    },
    async takeBack(archiveId) {
      const place = places.get(archiveId)
      if (!place) return null
      await rename(place.to, place.from)
      places.delete(archiveId)
      await tidy()
      return place.from
    },
    async clear() {
      for (const { to } of places.values()) await rm(to, { recursive: true, force: true })
      if (places.size > 0) await tidy()
      places.clear()
    },
  }
}
