/** The comparison that is exported, its choices, and how much there is of each thing. */
import type { Alignment, Comparison } from '#shared/contract'
import { useHost } from '@/host'
import { useI18n } from '@/locales'
import { useNotebook } from '@/notebook'
import { useLibraryStore, useNoticeStore, usePreferencesStore, useWorkspaceStore } from '@/stores'
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { type Choices, choicesOf, inputOf } from './choices'
import { countAll } from './counts'

/** A pause after which choices are kept with the comparison. */
const PAUSE = 800

/** Fields that belong to the stored record, not to what a reader may change. */
function draftOf({
  v: _v,
  created: _created,
  updated: _updated,
  rev: _rev,
  deletedAt: _deletedAt,
  ...draft
}: Comparison) {
  return draft
}

export function useComparison() {
  const { client } = useHost()
  const { t, language } = useI18n()
  const notebook = useNotebook()
  const library = useLibraryStore()
  const workspace = useWorkspaceStore()
  const preferences = usePreferencesStore()
  const notices = useNoticeStore()

  const comparisons = notebook.live<Comparison[] | null>(
    async (tables) => (await tables.comparisons.all()).toSorted((a, b) => (a.updated < b.updated ? 1 : -1)),
    null,
  )
  const annotations = notebook.annotations(() => ({}))

  /** The one that the place names, else the one that was changed last; it stays when others change later. */
  const chosenId = ref(workspace.place.comparisonId ?? '')
  const comparison = computed(() => {
    const list = comparisons.value ?? []
    return list.find(({ id }) => id === chosenId.value) ?? list[0] ?? null
  })
  watch(
    () => (workspace.place.screen === 'export' ? workspace.place.comparisonId : undefined),
    (id) => {
      if (id) chosenId.value = id
    },
  )
  watch(
    () => comparison.value?.id,
    (id) => {
      if (id && chosenId.value !== id) chosenId.value = id
    },
  )

  function choose(id: string): void {
    keepNow()
    chosenId.value = id
    workspace.go({ screen: 'export', comparisonId: id }, { replace: true })
  }

  const choices = shallowRef<Choices | null>(null)
  const author = ref('')
  /** As the record has them; what comes from elsewhere (undo, another window) replaces what is shown. */
  const stored = computed(() => {
    const it = comparison.value
    return it ? JSON.stringify([it.id, it.options ?? null, it.author ?? null, (it.rows ?? []).length > 0]) : null
  })
  watch(
    stored,
    () => {
      const it = comparison.value
      if (!it || timer !== undefined) return
      choices.value = choicesOf(it, language.value)
      author.value = it.author ?? preferences.current.author
    },
    { immediate: true },
  )

  let timer: ReturnType<typeof setTimeout> | undefined
  let pending: (() => Promise<unknown>) | null = null
  /** Until it is called the title bar does not say that all is saved. */
  let release = () => {}
  async function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const act = pending
    pending = null
    if (!act) return
    const keeping = act()
    release()
    await keeping.catch((error: unknown) => notices.showError('export-options', t('export.notKept'), error))
  }
  const keepNow = () => void flush()
  function keep(): void {
    const it = comparison.value
    const wanted = choices.value
    if (!it || !wanted) return
    const draft = { ...draftOf(it), author: author.value, options: { ...it.options, ...wanted } }
    pending = () => notebook.saveComparison(draft, 'export.undo.options')
    release = notebook.postpone(flush)
    clearTimeout(timer)
    timer = setTimeout(keepNow, PAUSE)
  }
  onScopeDispose(keepNow)

  function setChoices(next: Choices): void {
    choices.value = next
    keep()
  }
  function setAuthor(next: string): void {
    author.value = next.trim()
    keep()
  }

  const input = computed(() => {
    const it = comparison.value
    return it && choices.value ? inputOf(it, choices.value, author.value, preferences.current) : null
  })
  /** Notes are printed too: when they change, so do the pages. */
  const noteState = computed(() => {
    const shown = new Set(comparison.value?.panes.map(({ documentId }) => documentId))
    return annotations.value
      .filter(({ targets }) => targets.some(({ docId }) => shown.has(docId)))
      .map(({ id, rev }) => `${id}:${rev}`)
      .toSorted()
      .join()
  })

  const alignment = shallowRef<Alignment | null>(null)
  watch(
    () => {
      const it = comparison.value
      return it ? JSON.stringify([it.kind, it.panes, it.pins ?? [], it.folding ?? null]) : null
    },
    async (key) => {
      alignment.value = null
      const it = comparison.value
      if (!it || key === null) return
      const { kind, panes, pins, folding } = it
      const asked = JSON.stringify({ kind, panes, pins, folding })
      try {
        const result = await client.call('comparisons.align', JSON.parse(asked) as typeof it)
        if (comparison.value?.id === it.id) alignment.value = result
      } catch {
        // Only a count is missing then; what is wrong is said where the pages would be.
      }
    },
    { immediate: true },
  )
  const counts = computed(() => {
    const it = comparison.value
    const wanted = choices.value
    return it && wanted ? countAll(it, wanted.scope, annotations.value, alignment.value, library.document) : null
  })

  return { comparisons, comparison, choose, choices, setChoices, author, setAuthor, input, noteState, counts }
}
