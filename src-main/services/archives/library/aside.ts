/**
 * Archives in work that went with the import that made them: they lie aside for as long as the program runs, so that
 * taking the import back can be taken back.
 */
import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { AppError } from '#shared/contract'

export interface Aside {
  /** True for a folder among those that the program made by itself: only these are ever moved or deleted. */
  isOwn(folder: string): boolean
  put(archiveId: string, folder: string): Promise<void>
  /** Moves it back; resolves with its folder, or null where none lies aside. Throws AppError `not-found`. */
  takeBack(archiveId: string): Promise<string | null>
  /** Deletes what this run has put aside. */
  clear(): Promise<void>
}

/** What a run that was cut off left behind; its process id may have gone to another program since. */
const leftBehind = 24 * 60 * 60 * 1000

/** True also where the process belongs to somebody else. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/** Deletes what earlier runs left. Each run has a folder of its own, named by its process. */
export async function openAside(dataFolder: string): Promise<Aside> {
  const home = join(dataFolder, 'archives')
  const folder = join(home, '.aside')
  const own = join(folder, `run-${process.pid}-${randomUUID()}`)
  const places = new Map<string, { from: string; to: string }>()

  for (const name of await readdir(folder).catch(() => [])) {
    const pid = /^run-([1-9][0-9]*)-/.exec(name)?.[1]
    if (pid !== undefined && isRunning(Number(pid))) continue
    const { mtimeMs, ctimeMs } = await stat(join(folder, name)).catch(() => ({ mtimeMs: 0, ctimeMs: 0 }))
    if (Math.max(mtimeMs, ctimeMs) < Date.now() - leftBehind)
      await rm(join(folder, name), { recursive: true, force: true })
  }

  /** Only empty folders go: another run may put something in at this moment. */
  async function tidy(): Promise<void> {
    for (const one of [own, folder]) await rmdir(one).catch(() => undefined)
  }

  return {
    isOwn: (path) => dirname(path) === home,
    async put(archiveId, from) {
      const to = join(own, basename(from))
      await mkdir(own, { recursive: true })
      await rename(from, to)
      places.set(archiveId, { from, to })
    },
    async takeBack(archiveId) {
      const place = places.get(archiveId)
      if (!place) return null
      try {
        await rename(place.to, place.from)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
        const message = `The archive cannot be put back: its folder "${place.to}" is gone.`
        throw new AppError('not-found', message, { archiveId, path: place.to })
      }
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
