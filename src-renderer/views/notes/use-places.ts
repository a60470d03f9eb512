import type { Annotation, Range } from '#shared/contract'
import { anchorIdOf, standingOf } from '#shared/domain/anchoring'
import { paragraphNumbers, passagePlace, shortPlace } from '#shared/domain/citation'
import { textTargetOf } from '@/annotations'
import { openDocument, type OpenDocument } from '@/documents'
import { useHost } from '@/host'
import { useNotebook } from '@/notebook'
import { onScopeDispose, shallowRef, watch } from 'vue'
import { documentOf } from './listing'

/** A passage with the words around it, in the edition that is current. */
export interface PassageContext {
  readonly before: string
  readonly quote: string
  readonly after: string
  readonly lang: string | undefined
  /** Short place, e.g. `III pants` or `¶ 7`; empty where it is not certain. */
  readonly place: string
  /** Label of the page of a note on a region; empty for every other. */
  readonly pageLabel: string
  readonly isCertain: boolean
  /** Where it stands in the current edition; null where that is not certain, or the text is not open yet. */
  readonly range: Range | null
}

/** Letters of context on each side in the detail panel. */
const AROUND = 260

/**
 * Opens the documents of the listed notes one after the other and tells where their passages stand. What is not open yet
 * or cannot be opened is shown from the words that the note itself keeps.
 */
export function usePlaces(notes: () => readonly Annotation[]) {
  const documents = shallowRef<ReadonlyMap<string, OpenDocument>>(new Map())
  const numbers = new Map<string, Map<string, number>>()
  const asked = new Set<string>()
  const anchors = useNotebook().anchors()
  // A text that changed is opened anew.
  const changes = shallowRef(0)
  onScopeDispose(
    useHost().client.on('libraryChanged', () => {
      asked.clear()
      changes.value += 1
    }),
  )

  watch(
    () => (changes.value, notes()),
    async (list) => {
      const wanted = [...new Set(list.map(documentOf))].filter((id) => id !== '' && !asked.has(id))
      for (const id of wanted) asked.add(id)
      for (const id of wanted) {
        // A document that left the library keeps its notes; they are shown without a place.
        const opened = await openDocument(id).catch(() => null)
        if (opened) documents.value = new Map([...documents.value, [id, opened]])
      }
    },
    { immediate: true },
  )

  function contextOf(note: Annotation): PassageContext {
    const target = textTargetOf(note)
    const open = documents.value.get(documentOf(note))
    const region = note.targets.find((one) => one.kind === 'region')
    const page = open?.model.pages.find(({ n }) => n === region?.page)
    const pageLabel = region ? (page?.label ?? String(region.page)) : ''
    const kept = { pageLabel, before: target?.prefix ?? '', quote: target?.exact ?? '', after: target?.suffix ?? '' }
    if (!target || !open)
      return { ...kept, lang: undefined, place: '', isCertain: !target || open === undefined, range: null }
    const { model, edition } = open
    const row = anchors.value.get(anchorIdOf(note.id, note.targets.indexOf(target), edition.id))
    const { range } = standingOf(target, edition.id, row, model.text)
    if (!range) return { ...kept, lang: model.lang, place: '', isCertain: false, range: null }
    const { start, end } = range
    let known = numbers.get(edition.id)
    if (!known) {
      known = paragraphNumbers(model)
      numbers.set(edition.id, known)
    }
    const block = model.blocks.findLast((one) => one.start <= start && one.end >= end)
    const from = Math.max(block?.start ?? 0, start - AROUND)
    const to = Math.min(block?.end ?? model.text.length, end + AROUND)
    return {
      pageLabel,
      before: (from > (block?.start ?? 0) ? '… ' : '') + model.text.slice(wordStart(model.text, from, start), start),
      quote: model.text.slice(start, end),
      after: model.text.slice(end, to) + (to < (block?.end ?? to) ? ' …' : ''),
      lang: block?.lang ?? model.lang,
      place: shortPlace(passagePlace(model, start, known)),
      isCertain: true,
      range,
    }
  }

  return { contextOf, documents }
}

/** The next beginning of a word, so that a context does not start inside one. */
function wordStart(text: string, from: number, limit: number): number {
  if (from === 0 || /\s/.test(text.charAt(from - 1))) return from
  const space = text.slice(from, limit).search(/\s/)
  return space < 0 ? from : from + space + 1
}
