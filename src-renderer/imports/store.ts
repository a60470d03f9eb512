/** What is being handed over and imported, in all archives; kept by the services, so that a reload loses nothing. */
import type {
  ChangedFiles,
  DocumentSummary,
  ImportOutcome,
  ImportProgress,
  ImportReport,
  RecognitionLanguage,
} from '#shared/contract'
import { useHost } from '@/host'
import { useI18n } from '@/locales'
import { useArchiveActs, useLibraryStore, useNoticeStore, useToastStore } from '@/stores'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { Chosen } from './sources'

/** Files on their way to the host. */
interface HandingOver {
  readonly archiveId: string
  readonly files: number
  readonly done: number
  readonly total: number
  readonly controller: AbortController
}

/** Reports of up to so many files are read anew while the import runs. */
const followed = 500
/** Milliseconds between two readings. */
const pace = 1000

export const useImportsStore = defineStore('imports', () => {
  const { t } = useI18n()
  const notices = useNoticeStore()
  const progress = shallowRef<ReadonlyMap<string, ImportProgress>>(new Map())
  const handing = shallowRef<HandingOver | null>(null)
  /** Outcomes so far of the import that the panel shows. */
  const outcomes = shallowRef<readonly ImportOutcome[]>([])
  const collapsed = ref(false)

  /** Archive whose import the reader asked to see. */
  const wished = ref('')

  const going = computed(() => [...progress.value.values()].filter(({ state }) => isGoing(state)))
  /** The import that the panel shows: the one asked for, else one that is going on, else the one heard of last. */
  const current = computed<ImportProgress | null>(
    () =>
      going.value.find(({ archiveId }) => archiveId === wished.value) ??
      going.value.findLast(({ state }) => state !== 'waiting' && state !== 'paused') ??
      [...progress.value.values()].at(-1) ??
      null,
  )
  /** Imports that go on, or wait, beside the one that the panel shows. */
  const others = computed(() => going.value.filter(({ archiveId }) => archiveId !== current.value?.archiveId))

  function show(archiveId: string): void {
    wished.value = archiveId
  }
  const isRunning = (archiveId: string) => isGoing(progress.value.get(archiveId)?.state ?? 'finished')

  function set(next: ImportProgress): void {
    const map = new Map(progress.value)
    map.delete(next.archiveId)
    progress.value = map.set(next.archiveId, next)
  }

  let readAt = 0
  /** The import whose outcomes are being read. */
  let reading = ''
  const keyOf = ({ archiveId, importId }: ImportProgress) => `${archiveId}/${importId}`
  async function readOutcomes(shown: ImportProgress): Promise<void> {
    const { archiveId, importId, files, state } = shown
    const key = keyOf(shown)
    const ended = !isGoing(state)
    if (!ended && (reading === key || files > followed || Date.now() - readAt < pace)) return
    reading = key
    try {
      const report = await useHost().client.call('documents.importReport', { archiveId, importId })
      if (!current.value || keyOf(current.value) !== key) return
      outcomes.value = report.outcomes.filter(({ code }) => code !== 'cancelled')
    } catch {
      // The next event reads it again; the dialog of the report tells what is wrong.
    } finally {
      if (reading === key) reading = ''
      readAt = Date.now()
    }
  }
  // A paused one sends no events: it is read as soon as it is shown.
  watch(
    () => current.value && keyOf(current.value),
    () => {
      outcomes.value = []
      readAt = 0
      if (current.value) void readOutcomes(current.value)
    },
    { flush: 'sync' },
  )

  /** Follows the services, and finds what is running, or was cut off, in archives in work. Call once, at start. */
  function follow(): void {
    const { client } = useHost()
    client.on('importProgressed', (next) => {
      set(next)
      if (isGoing(next.state)) notices.dismiss(unfinishedId(next.archiveId))
      if (current.value === next) void readOutcomes(next)
    })
    client.onResumed(() => void find())
  }

  async function find(): Promise<void> {
    const { client } = useHost()
    for (const { id, kind } of useLibraryStore().archives) {
      if (kind !== 'work') continue
      const last = (await client.call('documents.imports', { archiveId: id }).catch(() => [])).at(-1)
      if (last?.running) {
        set(last.running)
        void readOutcomes(last.running)
      } else if (last && !last.finished) offerToGoOn(id, last.recognise !== undefined)
    }
  }

  const unfinishedId = (archiveId: string) => `unfinished-${archiveId}`

  function offerToGoOn(archiveId: string, isRecognition: boolean): void {
    notices.show({
      id: unfinishedId(archiveId),
      kind: 'warn',
      title: t(`imports.${isRecognition ? 'recognise.' : ''}unfinished.title`, { title: titleOf(archiveId) }),
      text: t(`imports.${isRecognition ? 'recognise.' : ''}unfinished.text`),
      closable: true,
      action: { label: t('imports.goOn'), run: () => void resume(archiveId) },
    })
  }

  function titleOf(archiveId: string): string {
    const archive = useLibraryStore().archive(archiveId)
    return archive ? useI18n().pick(archive.title, archive.language) : archiveId
  }

  /** Runs an import to its end; whatever stops it is told where everybody sees it. */
  async function run(archiveId: string, act: () => Promise<ImportReport | null>): Promise<void> {
    notices.dismiss(`import-${archiveId}`)
    notices.dismiss(unfinishedId(archiveId))
    try {
      const report = await act()
      if (report?.stopped === 'disk-full') {
        notices.show({
          id: `import-${archiveId}`,
          kind: 'bad',
          title: t('imports.diskFull'),
          text: t('imports.diskFullText'),
          closable: true,
          action: { label: t('imports.goOn'), run: () => void resume(archiveId) },
        })
      }
    } catch (error) {
      notices.showError(`import-${archiveId}`, t('imports.failed', { title: titleOf(archiveId) }), error)
    }
    await useLibraryStore()
      .load()
      .catch(() => undefined)
  }

  /**
   * Imports into an archive in work, which may have been made for it; files of the page are handed over first. One file
   * may be a new edition of a document. Resolves when it has ended; false where it never began, as no file was handed over.
   */
  async function begin(
    archiveId: string,
    chosen: Chosen,
    more: { editionOf?: string; changed?: ChangedFiles; newArchive?: boolean } = {},
  ): Promise<boolean> {
    collapsed.value = false
    let began = false
    await run(archiveId, async () => {
      const paths = chosen.kind === 'paths' ? chosen.paths : await handOver(archiveId, chosen)
      if (paths.length === 0) return null
      began = true
      return useHost().client.call('documents.import', { archiveId, paths: [...paths], ...more, detached: true })
    })
    return began
  }

  async function handOver(
    archiveId: string,
    { files }: Extract<Chosen, { kind: 'files' }>,
  ): Promise<readonly string[]> {
    const controller = new AbortController()
    const state = { archiveId, files: files.length, done: 0, total: 0, controller }
    handing.value = state
    let toldAt = 0
    try {
      const { paths, refused } = await useHost().spool(files, {
        signal: controller.signal,
        onProgress(done, total) {
          if (Date.now() - toldAt < 250 && done < total) return
          toldAt = Date.now()
          handing.value = { ...state, done, total }
        },
      })
      if (refused.length > 0) {
        const title = t('imports.leftOut', { count: refused.length })
        const text = refused.slice(0, 5).join(' ')
        notices.show({ id: `import-${archiveId}`, kind: 'warn', title, text, closable: true })
      }
      return paths
    } finally {
      // Another handing over may have begun.
      if (handing.value?.controller === controller) handing.value = null
    }
  }

  /** Recognitions that have been asked for and have not ended. */
  const recognitions = ref(0)

  /** Recognises the text of documents of archives in work, one archive after the other. Resolves when it has ended. */
  async function recognise(
    documents: readonly DocumentSummary[],
    languages: readonly RecognitionLanguage[],
  ): Promise<void> {
    collapsed.value = false
    const groups = new Map<string, string[]>()
    for (const { id, archiveId } of documents) groups.set(archiveId, [...(groups.get(archiveId) ?? []), id])
    const all = [...groups].map(async ([archiveId, documentIds]) => {
      recognitions.value += 1
      const input = { archiveId, documentIds, languages: [...languages], detached: true }
      await run(archiveId, () => useHost().client.call('documents.recognise', input))
      recognitions.value -= 1
    })
    await Promise.all(all)
  }

  const resume = (archiveId: string) => {
    collapsed.value = false
    return run(archiveId, () => useHost().client.call('documents.resumeImport', { archiveId, detached: true }))
  }

  const act = (archiveId: string, promise: Promise<unknown>) =>
    promise.then(
      () => undefined,
      (error: unknown) =>
        notices.showError(`import-${archiveId}`, t('imports.failed', { title: titleOf(archiveId) }), error),
    )
  const pause = (archiveId: string, paused: boolean) =>
    act(archiveId, useHost().client.call('documents.pauseImport', { archiveId, paused }))

  /** Stops what the panel shows, the handing over or the import: what is in the archive by then stays. */
  function cancel(archiveId: string): Promise<void> {
    if (handing.value?.archiveId === archiveId) {
      handing.value.controller.abort()
      return Promise.resolve()
    }
    return act(archiveId, useHost().client.call('documents.cancelImport', { archiveId }))
  }

  /** Takes out what an import brought in; documents can be put back from the toast. */
  async function undo(archiveId: string, importId: number): Promise<void> {
    const { client } = useHost()
    const library = useLibraryStore()
    const title = titleOf(archiveId)
    try {
      const undone = await client.call('documents.undoImport', { archiveId, importId })
      const { documentIds, editions } = undone
      const message = undone.archiveRemoved
        ? t('imports.undoneNewArchive', { title })
        : undone.archives > 0
          ? t('imports.undoneArchives', { count: undone.archives })
          : documentIds.length === 0 && editions > 0
            ? t('imports.editionsStay', { count: editions })
            : t('imports.undone', { count: documentIds.length })
      const back = { archiveId, documentIds }
      if (documentIds.length > 0 || undone.archiveRemoved)
        useArchiveActs().done(message, async () => void (await client.call('documents.restore', back)))
      else useToastStore().show({ message })
      const shown = progress.value.get(archiveId)
      if (shown?.importId === importId) {
        progress.value = new Map([...progress.value].filter(([id]) => id !== archiveId))
        outcomes.value = []
      }
      notices.dismiss(unfinishedId(archiveId))
    } catch (error) {
      notices.showError(`import-${archiveId}`, t('imports.undoFailed', { title }), error)
    }
    await library.load().catch(() => undefined)
  }

  /** Puts the panel of imports that ended away. */
  function dismiss(): void {
    progress.value = new Map([...progress.value].filter(([, { state }]) => isGoing(state)))
    outcomes.value = []
  }

  return {
    current,
    others,
    show,
    handing,
    outcomes,
    collapsed,
    follow,
    find,
    begin,
    recognise,
    recognitions,
    resume,
    pause,
    cancel,
    undo,
    dismiss,
    isRunning,
    titleOf,
  }
})

export const isGoing = (state: ImportProgress['state']) => state !== 'finished' && state !== 'stopped'
