/** How the reader has set up the library; stays while other screens are open, and over restarts. */
import { type DocumentSummary, documentTypes } from '#shared/contract'
import { useI18n } from '@/locales'
import { useNotebook } from '@/notebook'
import { useLibraryStore } from '@/stores'
import * as v from 'valibot'
import { computed, type EffectScope, effectScope, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { countFilters, type LibraryFilters, noFilters, passes } from './filters'
import { type Grouping, groupDocuments, sortDocuments, type SortColumn, type SortOrder } from './sorting'

const storageKey = 'avots-library'
const keptSchema = v.object({
  filters: v.object({
    types: v.array(v.picklist(documentTypes)),
    languages: v.array(v.string()),
    // Absent where an earlier version remembered.
    subjects: v.optional(v.array(v.string()), []),
    persons: v.array(v.string()),
    places: v.array(v.string()),
    dates: v.nullable(v.object({ from: v.string(), to: v.string() })),
  }),
  order: v.object({ column: v.picklist(['title', 'date', 'language', 'notes']), descending: v.boolean() }),
  grouping: v.picklist(['type', 'language', 'archive', 'none']),
})
interface Kept {
  filters: LibraryFilters
  order: SortOrder
  grouping: Grouping
}

/** As it was left, also by a page that is gone. */
export function rememberedList(): Kept {
  try {
    const parsed = v.safeParse(keptSchema, JSON.parse(localStorage.getItem(storageKey) ?? 'null'))
    if (parsed.success) return parsed.output
  } catch {
    // Unreadable storage: everything is shown.
  }
  return { filters: noFilters, order: { column: 'date', descending: false }, grouping: 'type' }
}

export function rememberList(list: Kept): void {
  try {
    localStorage.setItem(storageKey, JSON.stringify(list))
  } catch {
    // Without storage the next start shows everything.
  }
}

const kept = rememberedList()
const filters = shallowRef<LibraryFilters>(kept.filters)
const order = shallowRef<SortOrder>(kept.order)
const grouping = ref<Grouping>(kept.grouping)
watch([filters, order, grouping], () =>
  rememberList({ filters: filters.value, order: order.value, grouping: grouping.value }),
)
/** The row that the details tell about. */
const currentId = ref<string | null>(null)
/** Documents that were chosen to be compared. */
const chosenIds = shallowRef<readonly string[]>([])

/** What the list shows is made once for all parts of the screen, and goes with the last of them. */
let shared: { users: number; readonly scope: EffectScope; readonly list: ReturnType<typeof makeList> } | undefined

function shareList() {
  if (!shared) {
    const scope = effectScope(true)
    const list = scope.run(makeList)
    if (!list) throw new Error('The scope of the list has ended.')
    shared = { users: 0, scope, list }
  }
  const mine = shared
  mine.users += 1
  onScopeDispose(() => {
    mine.users -= 1
    if (mine.users > 0) return
    mine.scope.stop()
    if (shared === mine) shared = undefined
  })
  return mine.list
}

function makeList() {
  const library = useLibraryStore()
  const { compare, languageName } = useI18n()
  const counts = useNotebook().countsByDocument()
  const notesOf = (id: string) => counts.value.get(id) ?? 0
  const shown = computed(() =>
    sortDocuments(
      library.documents.filter((document) => passes(document, filters.value)),
      order.value,
      { ranks: library.ranks, compareText: compare, languageName, notes: notesOf },
    ),
  )
  const groups = computed(() => groupDocuments(shown.value, grouping.value))
  /** In the order of the rows. */
  const rows = computed(() => groups.value.flatMap(({ documents }) => documents))
  return { shown, groups, rows, notesOf }
}

/** The list as it is shown, and what changes it. */
export function useLibraryList() {
  const library = useLibraryStore()
  const { shown, groups, rows, notesOf } = shareList()
  const current = computed<DocumentSummary | undefined>(() =>
    currentId.value === null ? undefined : library.document(currentId.value),
  )
  const filterCount = computed(() => countFilters(filters.value))

  function sortBy(column: SortColumn): void {
    const again = order.value.column === column
    // Most notes are wanted first, everything else begins at its beginning.
    order.value = { column, descending: again ? !order.value.descending : column === 'notes' }
  }

  function toggleChosen(id: string): void {
    chosenIds.value = chosenIds.value.includes(id)
      ? chosenIds.value.filter((other) => other !== id)
      : [...chosenIds.value, id]
  }

  function clearFilters(): void {
    filters.value = noFilters
  }

  return {
    filters,
    order,
    grouping,
    currentId,
    chosenIds,
    shown,
    groups,
    rows,
    current,
    filterCount,
    notesOf,
    sortBy,
    toggleChosen,
    clearFilters,
  }
}
