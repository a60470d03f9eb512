/** Keys of the list, the same in the table and in the cards. */
import type { DocumentSummary } from '#shared/contract'
import { letterOf } from '@/keys'
import { useWorkspaceStore } from '@/stores'
import { computed, nextTick, type Ref } from 'vue'
import { useLibraryList } from './state'

interface RowKeys {
  /** Number of cards in a line; 1 in the table. */
  columns: () => number
  /** Brings a row into the page, where only a part of the list is there. */
  reveal: (id: string) => Promise<void>
  /** Rows that are in the page. */
  drawn: () => readonly DocumentSummary[]
}

/** The focus goes to `[data-row="<id>"]` in the element. */
export function useRowKeys(root: Readonly<Ref<HTMLElement | null>>, { columns, reveal, drawn }: RowKeys) {
  const { rows, currentId, chosenIds, toggleChosen } = useLibraryList()
  const workspace = useWorkspaceStore()

  const read = (documentId: string) => workspace.go({ screen: 'read', documentId })

  async function focusRow(id: string) {
    currentId.value = id
    await reveal(id)
    await nextTick()
    const row = root.value?.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`)
    row?.focus()
    row?.scrollIntoView({ block: 'nearest' })
  }

  function press(event: KeyboardEvent, id: string) {
    if (event.target !== event.currentTarget) return
    const at = rows.value.findIndex((document) => document.id === id)
    const line = columns()
    const steps: Record<string, number> = {
      ArrowDown: line,
      ArrowUp: -line,
      ...(line > 1 ? { ArrowRight: 1, ArrowLeft: -1 } : {}),
      PageDown: 8 * line,
      PageUp: -8 * line,
      Home: -rows.value.length,
      End: rows.value.length,
    }
    const step = steps[event.key]
    if (step !== undefined && !event.ctrlKey && !event.altKey && !event.metaKey) {
      const next = rows.value[Math.max(0, Math.min(rows.value.length - 1, at + step))]
      if (next) void focusRow(next.id)
    } else if (event.key === 'Enter' && !event.altKey) read(id)
    else if (event.key === ' ') toggleChosen(id)
    else if (letterOf(event) === 'a' && (event.ctrlKey || event.metaKey))
      chosenIds.value = rows.value.map((document) => document.id)
    // Back to what the archives are.
    else if (event.key === 'Escape' && currentId.value !== null) currentId.value = null
    else return
    event.preventDefault()
  }

  /** Chooses all from the current row to this one. */
  function chooseTo(id: string) {
    const ids = rows.value.map((document) => document.id)
    const [from = 0, to = 0] = [ids.indexOf(currentId.value ?? id), ids.indexOf(id)].sort((a, b) => a - b)
    chosenIds.value = [...new Set([...chosenIds.value, ...ids.slice(Math.max(0, from), to + 1)])]
  }

  function click(event: MouseEvent, id: string) {
    if (event.shiftKey) chooseTo(id)
    else if (event.ctrlKey || event.metaKey) toggleChosen(id)
    currentId.value = id
  }

  /** One Tab stop: the current row, else the first, of those in the page. */
  const stop = computed(() => {
    const rows = drawn()
    return (rows.find(({ id }) => id === currentId.value) ?? rows[0])?.id
  })
  const tabIndex = (id: string) => (stop.value === id ? 0 : -1)

  return { press, click, read, tabIndex }
}
