import type { DocumentSummary } from '#shared/contract'
import { useHost } from '@/host'
import { onScopeDispose, watch } from 'vue'
import { openDocument } from './open'

/** Code units of a text that takes milliseconds to take over. */
const LONG = 300_000

/** Ms that a row of a list stays chosen before it is taken for more than a step on the way. */
const SETTLED = 60

/**
 * Who chooses a document in a list is likely to read it next: its text is fetched, and what showing it begins with is
 * done, while its details are looked at.
 */
export function useExpected(document: () => DocumentSummary | null | undefined): void {
  const host = useHost()
  let timer: ReturnType<typeof setTimeout> | undefined

  async function expect(id: string): Promise<void> {
    const [{ model }, { prepareReader }] = await Promise.all([openDocument(id), import('@/reader')])
    await prepareReader(model)
  }

  watch(
    () => {
      const chosen = document()
      const edition = chosen?.editions.find(({ number }) => number === chosen.current)
      // In Electron a text comes to the interface's own thread: a long one only when it is opened.
      const isCheap = host.info.host === 'browser' || (edition?.length ?? 0) < LONG
      return chosen && edition && isCheap ? chosen.id : null
    },
    (id) => {
      clearTimeout(timer)
      // What fails is told to those who open it.
      if (id !== null) timer = setTimeout(() => expect(id).catch(() => undefined), SETTLED)
    },
    { immediate: true },
  )
  onScopeDispose(() => clearTimeout(timer))
}
