/** Changes of archives in work from the interface: each can be undone, by its toast or with Ctrl+Z. */
import type { CallOptions, DocumentSummary, MergeSourceInput, Metadata } from '#shared/contract'
import { useHost } from '@/host'
import { useI18n } from '@/locales'
import { type Turn, useArchiveActs, useLibraryStore } from '@/stores'

function groupByArchive<T extends { archiveId: string }>(entries: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const entry of entries) groups.set(entry.archiveId, [...(groups.get(entry.archiveId) ?? []), entry])
  return groups
}

export function useArchiveChanges() {
  const { t } = useI18n()
  const library = useLibraryStore()
  const acts = useArchiveActs()
  const { client } = useHost()

  /** Archives in work can be changed, sealed ones never. */
  const canChange = ({ archiveId }: DocumentSummary) => library.archive(archiveId)?.kind === 'work'

  /** Remembers what was done, shows it, and reads the library anew. */
  async function done(message: string, back: Turn): Promise<void> {
    acts.done(message, back)
    await library.load()
  }

  type Sets = readonly { archiveId: string; set: Record<string, Metadata> }[]

  /** Sets what was before; turned round, what was after. */
  function setBack(sets: Sets): Turn {
    // Where one fails and it is tried again, what was set before keeps what it replaced.
    const previous: Sets[number][] = []
    return async () => {
      for (const one of sets.slice(previous.length)) {
        const answer = await client.call('documents.setMetadata', one)
        previous.push({ archiveId: one.archiveId, set: answer.previous })
      }
      return setBack(previous)
    }
  }

  type Documents = readonly { archiveId: string; documentIds: string[] }[]

  const restore =
    (documents: Documents): Turn =>
    async () => {
      for (const one of documents) await client.call('documents.restore', one)
      return removeAgain(documents)
    }
  const removeAgain =
    (documents: Documents): Turn =>
    async () => {
      for (const one of documents) await client.call('documents.remove', one)
      return restore(documents)
    }

  /** Sets metadata of documents of archives in work. Throws AppError; what was set before it stays and can be undone. */
  async function setMetadata(
    changes: readonly { readonly document: DocumentSummary; readonly metadata: Metadata }[],
  ): Promise<void> {
    const back: { archiveId: string; set: Record<string, Metadata> }[] = []
    const entries = changes.map(({ document, metadata }) => ({
      archiveId: document.archiveId,
      id: document.id,
      metadata,
    }))
    try {
      for (const [archiveId, group] of groupByArchive(entries)) {
        const set = Object.fromEntries(group.map(({ id, metadata }) => [id, metadata]))
        const { previous } = await client.call('documents.setMetadata', { archiveId, set })
        back.push({ archiveId, set: previous })
      }
    } finally {
      const count = back.reduce((sum, { set }) => sum + Object.keys(set).length, 0)
      if (count > 0) await done(t('about.changed', { count }), setBack(back))
    }
  }

  /** Takes documents out of archives in work. Throws AppError as `setMetadata`. */
  async function remove(documents: readonly DocumentSummary[]): Promise<void> {
    const back: { archiveId: string; documentIds: string[] }[] = []
    try {
      for (const [archiveId, group] of groupByArchive(documents)) {
        const asked = group.map(({ id }) => id)
        const { documentIds } = await client.call('documents.remove', { archiveId, documentIds: asked })
        back.push({ archiveId, documentIds })
      }
    } finally {
      const count = back.reduce((sum, { documentIds }) => sum + documentIds.length, 0)
      if (count > 0) await done(t('about.removed', { count }), restore(back))
    }
  }

  /** Merges another archive, called `title`, into one in work. Throws AppError; then nothing is changed. */
  async function merge(
    archiveId: string,
    source: MergeSourceInput,
    title: string,
    options: CallOptions,
  ): Promise<void> {
    const { mergeId, added, editions } = await client.call('archives.merge', { archiveId, source }, options)
    if (mergeId === null) return
    const message =
      added > 0
        ? t('merge.merged', { count: added, title })
        : editions > 0
          ? t('merge.editionsCame', { count: editions, title })
          : t('merge.metadataCame', { title })
    await done(message, async () => {
      await client.call('archives.unmerge', { archiveId, mergeId })
    })
  }

  return { canChange, setMetadata, remove, merge }
}
