/** Archives in work that are open for changing: one opening each, shared by all who change it at the moment. */
import { AppError } from '#shared/contract'
import { openWork, type Work, type WorkOptions } from '../work'

export interface Works {
  /**
   * Opens the archive at `folder` for as long as `act` takes. The last one to leave writes the bag and closes it: at
   * once, or a while later, for small changes that come one after the other.
   */
  use<T>(folder: string, act: (work: Work) => Promise<T>, closing?: 'now' | 'later'): Promise<T>
  isInUse(folder: string): boolean
  /** One that is open, to be looked at only; null where none is, or it could not be opened. */
  opened(folder: string): Promise<Work | null>
  /** Closes what nobody uses any more, though it was to be closed later. */
  release(folder: string): Promise<void>
  /** Resolves when nobody uses any of them; nobody may begin any more. */
  close(): Promise<void>
}

interface Opening {
  work: Promise<Work>
  users: number
  /** Closes it; null while it is in use. */
  timer: NodeJS.Timeout | null
  /** Set when the last user has left. */
  closing: Promise<void> | null
  /** Resolves when it is closed, well or not. */
  ended: Promise<void>
  end(): void
}

/** Milliseconds from a small change until the bag is written: in a large archive that takes longer than the change. */
const patience = 5000

/**
 * `onChanged` is called at most once a second per archive while it changes, and when it is closed; `onUnsettled` when the
 * bag could not be written then. What was done is in the journal all the same: the next closing writes the bag.
 */
export function createWorks(
  options: Omit<WorkOptions, 'onChanged'>,
  onChanged: (folder: string, work: Work) => void,
  onUnsettled: (folder: string, error: unknown) => void,
): Works {
  const openings = new Map<string, Opening>()
  let isClosed = false

  function open(folder: string): Opening {
    let timer: NodeJS.Timeout | null = null
    let end: () => void = () => undefined
    const ended = new Promise<void>((resolve) => (end = resolve))
    const work = openWork(folder, {
      ...options,
      onChanged: () => {
        timer ??= setTimeout(() => {
          timer = null
          if (openings.get(folder) === opening) void opening.work.then((changed) => onChanged(folder, changed))
        }, 1000)
      },
    })
    const opening: Opening = { work, users: 0, timer: null, closing: null, ended, end }
    openings.set(folder, opening)
    return opening
  }

  async function leave(folder: string, opening: Opening, closing: 'now' | 'later'): Promise<void> {
    opening.users -= 1
    if (opening.users > 0) return
    const work = await opening.work.catch(() => null)
    // Somebody may have come meanwhile.
    if (opening.users > 0 || opening.closing) return
    if (!work || closing === 'now' || isClosed) return close(folder, opening)
    if (opening.timer) clearTimeout(opening.timer)
    opening.timer = setTimeout(() => opening.users === 0 && void close(folder, opening), patience)
    // Whoever reads the library now sees the change.
    onChanged(folder, work)
  }

  function close(folder: string, opening: Opening): Promise<void> {
    if (opening.timer) clearTimeout(opening.timer)
    opening.timer = null
    opening.closing ??= shut(folder, opening)
    return opening.closing
  }

  async function shut(folder: string, opening: Opening): Promise<void> {
    // Whoever used it has heard why it could not be opened.
    const work = await opening.work.catch(() => null)
    try {
      await work?.close()
    } catch (error) {
      onUnsettled(folder, error)
    } finally {
      openings.delete(folder)
      opening.end()
      if (work) onChanged(folder, work)
    }
  }

  return {
    async use(folder, act, closing = 'now') {
      for (;;) {
        if (isClosed) throw new AppError('cancelled', 'The program ends; the archive was not changed.')
        const ending = openings.get(folder)?.closing
        if (!ending) break
        await ending
      }
      const opening = openings.get(folder) ?? open(folder)
      opening.users += 1
      if (opening.timer) clearTimeout(opening.timer)
      opening.timer = null
      try {
        return await act(await opening.work)
      } finally {
        await leave(folder, opening, closing)
      }
    },
    isInUse: (folder) => openings.has(folder) && openings.get(folder)?.timer === null,
    opened: async (folder) => (await openings.get(folder)?.work.catch(() => null)) ?? null,
    async release(folder) {
      const opening = openings.get(folder)
      if (opening?.timer) await close(folder, opening)
    },
    async close() {
      isClosed = true
      for (const [folder, opening] of openings) if (opening.timer) void close(folder, opening)
      await Promise.all([...openings.values()].map(({ ended }) => ended))
    },
  }
}
