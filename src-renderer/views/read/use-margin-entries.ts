/** Which notes stand in the margin, each with the line of its passage. */
import type { DocumentModel, Range } from '#shared/contract'
import { type AnnotationDraft, firstWords, hasPassage, NEW_NOTE, type NewNote, type PlacedNote } from '@/annotations'
import type { OpenDocument } from '@/documents'
import { isLongText, type Reader } from '@/reader'
import { nextTask } from '@/slices'
import { type Ref, shallowRef, type ShallowRef, watch } from 'vue'

/** Code units that are scrolled before it is looked again which notes are near. */
const STEP = 1_500

/** A note with the middle of its line in the scrolled sheet, in px. */
export interface MarginEntry {
  readonly id: string
  /** null: not made yet. */
  readonly placed: PlacedNote | null
  readonly quote: string
  readonly line: number
  /** Where the note is on a region too, or only; `label`: "Region on page 3". */
  readonly region?: NonNullable<PlacedNote['region']> & { readonly label: string }
  /** Under which words that are not saved are kept. */
  readonly draftKey: string
  readonly draft?: AnnotationDraft
  /** The whole passage, where the note is not made yet. */
  readonly words?: string
}

export interface MarginPort {
  readonly document: () => OpenDocument | null
  readonly placed: () => readonly PlacedNote[]
  readonly currentId: Ref<string | null>
  readonly editing: Ref<{ readonly id: string } | null>
  readonly fresh: ShallowRef<NewNote | null>
  readonly reader: ShallowRef<Reader | null>
  /** Changes whenever lines move. */
  readonly layout: Ref<number>
  readonly visible: ShallowRef<Range>
  readonly sheet: () => HTMLElement | null
  readonly regionLabel: (page: number) => string
  /** What else makes lines move or notes appear. */
  readonly changed: () => unknown[]
}

/**
 * Notes with words or tags, the current one, and the one that is being written, in the order of the text. Of a long text
 * only those near the window: there may be ten thousand.
 */
export function useMarginEntries(port: MarginPort): ShallowRef<readonly MarginEntry[]> {
  const entries = shallowRef<readonly MarginEntry[]>([])
  const { currentId, editing, fresh, reader, layout, visible } = port

  /** All of a short text; of a long one, be all of it in the page, what is seen, and about a screen on both sides. */
  function near(made: Reader, model: DocumentModel): Range {
    const drawn = made.drawn()
    if (!isLongText(model) && drawn.end - drawn.start >= model.text.length) return drawn
    const { start, end } = visible.value
    const around = Math.max(STEP * 2, end - start)
    return { start: Math.max(drawn.start, start - around), end: Math.min(drawn.end, end + around) }
  }

  const hasWords = ({ annotation: { note, kind, tagIds } }: PlacedNote) =>
    note !== '' || kind === 'question' || kind === 'correction' || tagIds.length > 0

  function measure(): void {
    const made = reader.value
    const sheet = port.sheet()
    const model = port.document()?.model
    if (!made || !sheet || !model) {
      entries.value = []
      return
    }
    const { text } = model
    const origin = made.content.getBoundingClientRect().top - sheet.getBoundingClientRect().top + sheet.scrollTop
    const entry = (id: string, start: number, end: number) => ({
      id,
      quote: firstWords(text.slice(start, end), 60),
      line: origin + made.lineMiddle(start),
    })
    const regionOf = ({ pages }: Reader, top: number, note: PlacedNote) => {
      if (!note.region) return {}
      const { page, shape } = note.region
      const label = port.regionLabel(page)
      const region = { page, shape, label }
      if (hasPassage(note)) return { region }
      const line = pages ? { line: top + pages.regionMiddle(page, shape) } : {}
      return { region, quote: label, ...line }
    }
    const range = near(made, model)
    // Looked up once: there may be ten thousand notes.
    const [chosen, edited] = [currentId.value, editing.value?.id]
    const isMeant = ({ annotation: { id } }: PlacedNote) => id === chosen || id === edited
    const list: MarginEntry[] = port
      .placed()
      .filter((one) => (one.start >= range.start && one.start <= range.end && hasWords(one)) || isMeant(one))
      .map((placed) => ({
        ...entry(placed.annotation.id, placed.start, placed.end),
        ...regionOf(made, origin, placed),
        draftKey: placed.annotation.id,
        placed,
      }))
    const draft = fresh.value
    if (draft) {
      const next = list.findIndex(({ placed }) => (placed?.start ?? 0) > draft.start)
      const words = text.slice(draft.start, draft.end)
      const made = {
        ...entry(NEW_NOTE, draft.start, draft.end),
        placed: null,
        draftKey: draft.key,
        draft: draft.draft,
        words,
      }
      list.splice(next < 0 ? list.length : next, 0, made)
    }
    entries.value = list
  }

  let last: Reader | null = null
  let awaited: Reader | null = null
  let shown: string | undefined
  function look(): void {
    const made = reader.value
    if (!made || made === last) return measure()
    if (made === awaited) return
    awaited = made
    const edition = port.document()?.edition.id
    if (edition !== shown) entries.value = []
    shown = edition
    // A text that was just drawn was a task of its own.
    void nextTask().then(() => {
      if (reader.value !== made) return
      last = made
      measure()
    })
  }

  const step = () => Math.round(visible.value.start / STEP)
  watch([port.placed, currentId, editing, fresh, reader, layout, step, port.changed], look, { flush: 'post' })
  return entries
}
