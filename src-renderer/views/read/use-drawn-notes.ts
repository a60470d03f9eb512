/** The notes of a document as marks in its text and frames on its pages. */
import type { Tag } from '#shared/contract'
import { everyPassage, hasPassage, type PlacedNote } from '@/annotations'
import type { OpenDocument } from '@/documents'
import { useI18n } from '@/locales'
import type { Reader, ReaderHighlight } from '@/reader'
import { usePreferencesStore } from '@/stores'
import { onScopeDispose, type Ref, type ShallowRef, watch } from 'vue'
import { highlightLabel } from './labels'

/** Notes that take a while to be drawn. */
const MANY = 1000

/** Draws them again whenever they change; `draw` is for a reader that was just made. */
export function useDrawnNotes(
  document: () => OpenDocument | null,
  reader: ShallowRef<Reader | null>,
  placed: () => readonly PlacedNote[],
  currentId: Ref<string | null>,
  tags: () => readonly Tag[],
): { draw(): void } {
  const i18n = useI18n()
  const preferences = usePreferencesStore()

  function signOf({ annotation, start, end }: PlacedNote, quote?: () => string): ReaderHighlight {
    return {
      id: annotation.id,
      start,
      end,
      colour: annotation.colour,
      current: annotation.id === currentId.value,
      label: () =>
        highlightLabel(annotation, tags(), i18n, preferences.current, {
          pageLabels: document()?.model.pages.map(({ label }) => label) ?? [],
          ...(quote ? { quote: quote() } : {}),
        }),
    }
  }
  const marksOf = (note: PlacedNote) =>
    everyPassage([note]).map((one) => signOf(one, () => document()?.model.text.slice(one.start, one.end) ?? ''))

  /** Of notes that are not the current one: most are as they were. */
  const known = new WeakMap<PlacedNote, ReaderHighlight[]>()

  function draw(): void {
    // Before the text is there, nothing can be marked in it.
    if (!reader.value) return
    const marks = placed()
      .filter(hasPassage)
      .flatMap((note) => {
        if (note.annotation.id === currentId.value) return marksOf(note)
        const made = known.get(note) ?? marksOf(note)
        known.set(note, made)
        return made
      })
    reader.value.setHighlights(marks)
    reader.value.pages?.setRegions(placed().flatMap((one) => (one.region ? [{ ...signOf(one), ...one.region }] : [])))
  }

  let timer: ReturnType<typeof setTimeout> | undefined
  function drawSoon(): void {
    clearTimeout(timer)
    // Thousands are a task of their own, beside that of the text and of all who list them.
    if (placed().length > MANY) timer = setTimeout(draw)
    else draw()
  }
  watch([placed, currentId, tags], drawSoon)
  onScopeDispose(() => clearTimeout(timer))
  return { draw: drawSoon }
}
