import type { DocumentSummary } from '#shared/contract'
import { LONG_TEXT } from '#shared/domain/model'
import { useHost } from '@/host'
import { useWorkspaceStore } from '@/stores'
import { onScopeDispose, watch } from 'vue'
import { openDocument, openExcerpt } from './open'

/** Ms that a row of a list stays chosen before it is taken for more than a step on the way. */
const SETTLED = 60

/**
 * Who chooses a document in a list is likely to read it next: its text is fetched, and what showing it begins with is
 * done, while its details are looked at.
 */
export function useExpected(document: () => DocumentSummary | null | undefined): void {
  const host = useHost()
  const workspace = useWorkspaceStore()
  let timer: ReturnType<typeof setTimeout> | undefined

  async function expect(id: string, length: number): Promise<void> {
    await openExcerpt(id, undefined, workspace.placeOf(id)).catch(() => null)
    // In Electron a text comes to the interface's own thread: all of a long one only when it is opened.
    if (host.info.host !== 'browser' && length >= LONG_TEXT) return
    const [{ model }, { prepareReader }] = await Promise.all([openDocument(id), import('@/reader')])
    await prepareReader(model)
  }

  const editionOf = (chosen: DocumentSummary | null | undefined) =>
    chosen?.editions.find(({ number }) => number === chosen.current)

  watch(
    () => (editionOf(document()) ? document()?.id : undefined),
    (id) => {
      clearTimeout(timer)
      const length = editionOf(document())?.length ?? 0
      // What fails is told to those who open it.
      if (id !== undefined) timer = setTimeout(() => expect(id, length).catch(() => undefined), SETTLED)
    },
    { immediate: true },
  )
  onScopeDispose(() => clearTimeout(timer))
}
