/** Archives in work that are open for changing: one opening each, shared by all who change it at the moment. */
import { AppError } from '#shared/contract'
import { openWork, type Work, type WorkOptions } from '../work'

export interface Works {
  /** Opens the archive at `folder` for as long as `act` takes. The last one to leave writes the bag and closes it. */
  use<T>(folder: string, act: (work: Work) => Promise<T>): Promise<T>
  isInUse(folder: string): boolean
  /** Resolves when nobody uses any of them; nobody may begin any more. */
  close(): Promise<void>
}

interface Opening {
  work: Promise<Work>
  users: number
  /** Set when the last user has left. */
  closing: Promise<void> | null
  /** Resolves when it is closed, well or not. */
  ended: Promise<void>
  end(): void
}

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
    const opening: Opening = { work, users: 0, closing: null, ended, end }
    openings.set(folder, opening)
    return opening
  }

  async function leave(folder: string, opening: Opening): Promise<void> {
    opening.users -= 1
    if (opening.users > 0) return
    opening.closing = shut(folder, opening)
    await opening.closing
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
    async use(folder, act) {
      for (;;) {
        if (isClosed) throw new AppError('cancelled', 'The program ends; the archive was not changed.')
        const closing = openings.get(folder)?.closing
        if (!closing) break
        await closing
      }
      const opening = openings.get(folder) ?? open(folder)
      opening.users += 1
      try {
        return await act(await opening.work)
      } finally {
        await leave(folder, opening)
      }
    },
    isInUse: (folder) => openings.has(folder),
    async close() {
      isClosed = true
      await Promise.all([...openings.values()].map(({ ended }) => ended))
    },
  }
}
