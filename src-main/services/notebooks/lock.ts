/** One writer per notebook: `lock.json` names the process. Only who takes over from a dead process replaces it. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import * as v from 'valibot'
import { hasCode, type NotebookFiles, writeAll } from './files'
import type { Paths } from './folder'
import type { ProcessProbe } from './process-identity'

/** Without a sign of life for so long, a writer on another computer or in another container counts as gone. */
const SILENCE = 5 * 60_000
export const HEARTBEAT = 30_000

const holderSchema = v.object({
  v: v.literal(1),
  pid: v.number(),
  machine: v.string(),
  started: v.string(),
  /** Names this taking of the lock. */
  token: v.string(),
  host: v.string(),
  /** Where the holder can be reached, for the message: an address of the browser host. */
  address: v.optional(v.string()),
  at: v.string(),
})
export type LockHolder = v.InferOutput<typeof holderSchema>

export interface LockOptions {
  files: NotebookFiles
  /** `lock` lies in `folder`. */
  paths: Pick<Paths, 'folder' | 'lock'>
  probe: ProcessProbe
  host: string
  address?: string | undefined
  now(): Date
}

export interface Lock {
  /** True as long as the file still names this taking of the lock. */
  isHeld(): Promise<boolean>
  /** Gives the sign of life. */
  beat(): Promise<void>
  release(): Promise<void>
}

/** The lock, or who has it: null where the holder's file cannot be read. */
export type LockResult = { lock: Lock } | { holder: LockHolder | null }

async function readHolder(files: NotebookFiles, path: string): Promise<LockHolder | null | 'none'> {
  try {
    const parsed = v.safeParse(holderSchema, JSON.parse((await files.read(path)).toString('utf8')))
    return parsed.success ? parsed.output : null
  } catch (error) {
    return hasCode(error, 'ENOENT') ? 'none' : null
  }
}

async function isGone(options: LockOptions, holder: LockHolder | null): Promise<boolean> {
  const alive = holder ? await options.probe.isAlive(holder) : null
  if (alive !== null) return !alive
  const found = await options.files.stat(options.paths.lock)
  return found !== null && options.now().getTime() - found.changedAt > SILENCE
}

/**
 * Wins the right to replace the lock of a dead process. For each dead holder there is exactly one winner: the file named
 * after its token is made exclusively. If that winner died in turn, the next number decides.
 */
async function winTakeover(options: LockOptions, token: string, mine: LockHolder): Promise<string[] | null> {
  const { files, paths } = options
  const made: string[] = []
  for (let round = 0; round < 1000; round += 1) {
    const path = join(paths.folder, `lock.takeover-${token}-${round}`)
    made.push(path)
    if (await putExclusively(files, path, mine)) return made
    const other = await readHolder(files, path)
    if (other === 'none') continue
    if (!other || !((await options.probe.isAlive(other)) === false)) return null
  }
  return null
}

/** A complete file or none, and only if no such file is there. */
async function putExclusively(files: NotebookFiles, path: string, holder: LockHolder): Promise<boolean> {
  const temporary = `${path}.${holder.token}.tmp`
  const bytes = Buffer.from(`${JSON.stringify(holder)}\n`)
  const write = async (to: string) => {
    const file = await files.open(to, true)
    try {
      await writeAll(file, bytes, 0)
      await file.datasync()
    } finally {
      await file.close()
    }
  }
  try {
    await write(temporary)
    try {
      await files.link(temporary, path)
    } catch (error) {
      if (hasCode(error, 'EEXIST')) return false
      // No hard links on this volume: then the file may be seen empty for a moment (see `acquireLock`).
      await write(path)
    }
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  } finally {
    await files.remove(temporary).catch(() => undefined)
  }
}

function heldLock(options: LockOptions, mine: LockHolder): Lock {
  const { files, paths } = options
  const isHeld = async () => {
    const found = await readHolder(files, paths.lock)
    return found !== null && found !== 'none' && found.token === mine.token
  }
  return {
    isHeld,
    beat: () => files.touch(paths.lock),
    async release() {
      if (await isHeld()) await files.remove(paths.lock)
    },
  }
}

/** Tries to become the writer. Throws what the file system throws, e.g. EACCES where the folder is read-only. */
export async function acquireLock(options: LockOptions): Promise<LockResult> {
  const { files, paths, probe, host, address, now } = options
  const mine: LockHolder = {
    v: 1,
    ...(await probe.self()),
    token: randomUUID(),
    host,
    ...(address === undefined ? {} : { address }),
    at: now().toISOString(),
  }
  for (let attempt = 0; attempt < 20; attempt += 1) {
    if (await putExclusively(files, paths.lock, mine)) return { lock: heldLock(options, mine) }
    const holder = await readHolder(files, paths.lock)
    if (holder === 'none') continue
    if (holder === null && attempt < 5) {
      await wait(50)
      continue
    }
    if (!(await isGone(options, holder))) return { holder }
    const token = holder?.token ?? 'unreadable'
    const takeover = await winTakeover(options, token, mine)
    if (!takeover) return { holder }
    const still = await readHolder(files, paths.lock)
    const isSame = holder === null ? still === null : still !== null && still !== 'none' && still.token === holder.token
    if (isSame) {
      const temporary = `${paths.lock}.${mine.token}.tmp`
      await putExclusively(files, temporary, mine)
      await files.rename(temporary, paths.lock)
    }
    for (const path of takeover) await files.remove(path)
    if (isSame) return { lock: heldLock(options, mine) }
  }
  return { holder: null }
}
