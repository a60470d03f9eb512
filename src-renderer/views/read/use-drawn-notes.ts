/** The notes of a document as marks in its text and frames on its pages. */
import type { Tag } from '#shared/contract'
import { everyPassage, hasPassage, type PlacedNote } from '@/annotations'
import type { OpenDocument } from '@/documents'
import { useI18n } from '@/locales'
import type { Reader } from '@/reader'
import { usePreferencesStore } from '@/stores'
import { type Ref, type ShallowRef, watch } from 'vue'
import { highlightLabel } from './labels'

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

  function draw(): void {
    const model = document()?.model
    const signOf = ({ annotation, start, end }: PlacedNote, quote?: () => string) => ({
      id: annotation.id,
      start,
      end,
      colour: annotation.colour,
      current: annotation.id === currentId.value,
      label: () =>
        highlightLabel(annotation, tags(), i18n, preferences.current, {
          pageLabels: model?.pages.map(({ label }) => label) ?? [],
          ...(quote ? { quote: quote() } : {}),
        }),
    })
    const passages = everyPassage(placed().filter(hasPassage))
    reader.value?.setHighlights(passages.map((one) => signOf(one, () => model?.text.slice(one.start, one.end) ?? '')))
    reader.value?.pages?.setRegions(placed().flatMap((one) => (one.region ? [{ ...signOf(one), ...one.region }] : [])))
  }

  watch([placed, currentId, tags], draw)
  return { draw }
}
