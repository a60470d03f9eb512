/** Highlights and notes of one pane: what is there, and marking more, as in Read. */
import { draftOf, everyPassage, firstWords, useAnnotating, usePlacedAnnotations } from '@/annotations'
import { useI18n } from '@/locales'
import { useNotebook } from '@/notebook'
import type { Reader, ReaderCommand, ReaderHighlight, ReaderSelection } from '@/reader'
import { computed, type ShallowRef } from 'vue'
import type { OpenPane } from './use-session'

export function usePaneNotes(
  document: () => OpenPane,
  mounted: ShallowRef<Reader | null>,
  selection: ShallowRef<ReaderSelection | null>,
  scroller: Readonly<ShallowRef<HTMLElement | null>>,
) {
  const { t } = useI18n()
  const notebook = useNotebook()
  const annotations = notebook.annotationsOf(document().summary.id)
  const tags = notebook.tags()
  const { placed } = usePlacedAnnotations(
    () => annotations.value,
    () => ({ editionId: document().edition.id, model: document().model }),
  )
  const highlights = computed((): readonly ReaderHighlight[] =>
    everyPassage(placed.value).map(({ annotation, start, end }) => ({
      id: annotation.id,
      start,
      end,
      colour: annotation.colour,
      label: () =>
        [
          annotation.colour ? t('compare.pane.highlight', { letter: annotation.colour }) : t('compare.pane.note'),
          firstWords(document().model.text.slice(start, end), 60),
          firstWords(annotation.note, 120),
        ]
          .filter((words) => words !== '')
          .join('. '),
    })),
  )
  const annotating = useAnnotating(document, mounted, () => placed.value)
  const { editing, fresh } = annotating

  /** Place of the bar over the selection, in px of what scrolls. */
  const barPlace = computed(() => {
    const chosen = selection.value
    const box = chosen?.settled && chosen.by !== 'program' ? mounted.value?.rectOf(chosen.range) : null
    const element = scroller.value
    if (!box || !element || editing.value) return null
    const view = element.getBoundingClientRect()
    const width = 330
    const left = Math.max(4, Math.min(box.left - view.left, view.width - width))
    const above = box.top - view.top - 40
    const top = above > 4 ? above : box.bottom - view.top + 4
    return { left, top: top + element.scrollTop }
  })
  const formAnchor = computed(() => {
    const range = fresh.value ?? annotating.current.value
    return range ? (mounted.value?.rectOf({ start: range.start, end: range.end }) ?? null) : null
  })
  const formOpen = computed({
    get: () => editing.value !== null,
    set: (isOpen) => {
      if (!isOpen) annotating.stopEditing()
    },
  })
  /** Under which the words of the form are kept until they are saved. */
  const draftKey = computed(() => fresh.value?.key ?? editing.value?.id ?? '')
  const formStart = computed(() => {
    const known = annotating.current.value?.annotation
    if (fresh.value) return fresh.value.draft
    return known ? draftOf(known) : { note: '', tagIds: [], colour: null }
  })
  /** The words that the form is about. */
  const formWords = computed(() => {
    const range = fresh.value ?? annotating.current.value
    return range ? document().model.text.slice(range.start, range.end) : ''
  })

  /** On the passage that is chosen, else on the current note. */
  function tagByDigit(digit: number): void {
    void annotating.tagByDigit(digit, tags.value)
  }

  function act(command: ReaderCommand, enterBar: () => void): void {
    const range = selection.value?.range
    if (command.name === 'bar') enterBar()
    else if (command.name === 'next-note') annotating.step(1, mounted.value?.topOffset() ?? 0)
    else if (command.name === 'previous-note') annotating.step(-1, mounted.value?.topOffset() ?? 0)
    else if (command.name === 'tag-digit') tagByDigit(command.digit)
    else if (!range) return
    else if (command.name === 'highlight') void annotating.highlight(range, command.colour)
    else if (command.name === 'note' || command.name === 'tag') annotating.write(range, command.name)
    else if (command.name === 'quote') void annotating.copyWithCitation(range)
    else if (command.name === 'add-to-note') void annotating.addTo(range)
    else if (command.name === 'link') void annotating.linkHere(range)
  }

  return {
    highlights,
    barPlace,
    editing,
    draftKey,
    formAnchor,
    formOpen,
    formStart,
    formWords,
    annotating,
    act,
    tagByDigit,
  }
}
