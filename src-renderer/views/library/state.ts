/** How the reader has set up the library; stays while other screens are open. */
import type { DocumentSummary } from '#shared/contract'
import { useI18n } from '@/locales'
import { useNotebook } from '@/notebook'
import { useLibraryStore } from '@/stores'
import { computed, ref, shallowRef } from 'vue'
import { countFilters, type LibraryFilters, noFilters, passes } from './filters'
import { type Grouping, groupDocuments, sortDocuments, type SortColumn, type SortOrder } from './sorting'

const filters = shallowRef<LibraryFilters>(noFilters)
const order = shallowRef<SortOrder>({ column: 'date', descending: false })
const grouping = ref<Grouping>('type')
/** The row that the details tell about. */
const currentId = ref<string | null>(null)
/** Documents that were chosen to be compared. */
const chosenIds = shallowRef<readonly string[]>([])

/** The list as it is shown, and what changes it. */
export function useLibraryList() {
  const library = useLibraryStore()
  const { compare, languageName } = useI18n()
  const counts = useNotebook().countsByDocument()
  const notesOf = (id: string) => counts.value.get(id) ?? 0

  const shown = computed(() =>
    sortDocuments(
      library.documents.filter((document) => passes(document, filters.value)),
      order.value,
      { compareText: compare, languageName, notes: notesOf },
    ),
  )
  const groups = computed(() => groupDocuments(shown.value, grouping.value))
  /** In the order of the rows. */
  const rows = computed(() => groups.value.flatMap(({ documents }) => documents))
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
