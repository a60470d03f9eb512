import type { Annotation, DocumentModel, Range } from '#shared/contract'
import { standingOf } from '#shared/domain/anchoring'
import { paragraphNumbers, passagePlace, shortPlace } from '#shared/domain/citation'
import { anchorIdOf } from '#shared/domain/records'
import { documentOf, passageAt, shownTarget, textTargetOf } from '@/annotations'
import { openDocument, type OpenDocument } from '@/documents'
import { useNotebook } from '@/notebook'
import { useLibraryStore } from '@/stores'
import { computed, shallowRef, watch } from 'vue'
import { type NoteRegion, regionOf } from './use-region-pictures'

/** A passage with the words around it, in the edition that is current. */
export interface PassageContext {
  readonly before: string
  readonly quote: string
  readonly after: string
  readonly lang: string | undefined
  /** Short place, e.g. `III pants` or `¶ 7`; empty where it is not certain. */
  readonly place: string
  /** The region that it stands on; null for every other. */
  readonly region: NoteRegion | null
  readonly isCertain: boolean
  /** Where it stands in the current edition; null where that is not certain, or the text is not open yet. */
  readonly range: Range | null
}

/** Letters of context on each side in the detail panel. */
const AROUND = 260

/** Documents that stay open beside those of the notes that are shown. */
const KEPT = 40

/**
 * Opens the documents of the notes that are shown one after the other and tells where their passages stand. What is not
 * open yet or cannot be opened is shown from the words that the note itself keeps.
 */
export function usePlaces(notes: () => readonly Annotation[]) {
  const documents = shallowRef<ReadonlyMap<string, OpenDocument>>(new Map())
  const numbers = new WeakMap<DocumentModel, Map<string, number>>()
  /** By document, which text of it was opened last. */
  const asked = new Map<string, string>()
  const anchors = useNotebook().anchors()
  const library = useLibraryStore()

  /** Which text a document has now: only another one has to be opened anew. Empty where it is not in the library. */
  function textOf(id: string): string {
    const { current, editions } = library.document(id) ?? { current: 0, editions: [] }
    const edition = editions.find(({ number }) => number === current)
    return edition ? `${edition.id} ${edition.sha256}` : ''
  }

  watch(
    () => [...new Set(notes().map(documentOf))].map((id) => [id, textOf(id)] as const),
    async (list) => {
      const wanted = list.filter(([id, text]) => (asked.get(id) ?? '') !== text)
      for (const [id, text] of wanted) asked.set(id, text)
      for (const [id, text] of wanted) {
        // A document that left the library keeps its notes; they are shown without a place.
        const opened = text === '' ? null : await openDocument(id).catch(() => null)
        if (asked.get(id) !== text) continue
        const next = new Map(documents.value)
        if (opened) next.set(id, opened)
        else {
          next.delete(id)
          // It may have been a fault that passes: the next change of the list tries again.
          asked.delete(id)
        }
        documents.value = next
      }
      forget(new Set(list.map(([id]) => id)))
    },
    { immediate: true },
  )

  /** The ones opened first go where there are too many. */
  function forget(shown: ReadonlySet<string>): void {
    const idle = [...documents.value.keys()].filter((id) => !shown.has(id))
    const going = idle.slice(0, Math.max(0, documents.value.size - Math.max(KEPT, shown.size)))
    if (going.length === 0) return
    for (const id of going) asked.delete(id)
    documents.value = new Map([...documents.value].filter(([id]) => !going.includes(id)))
  }

  /** Of notes that did not change since, for these texts and rows: a row asks for it several times. */
  const contexts = computed(() => {
    void [documents.value, anchors.value, library.documents]
    return new WeakMap<Annotation, PassageContext>()
  })
  function contextOf(note: Annotation): PassageContext {
    const known = contexts.value.get(note)
    if (known) return known
    const context = findContext(note)
    contexts.value.set(note, context)
    return context
  }

  function findContext(note: Annotation): PassageContext {
    const target = textTargetOf(note)
    const open = documents.value.get(documentOf(note))
    const region = regionOf(note, open ?? null, library.document(documentOf(note))?.metadata.title.text ?? '')
    const kept = { region, before: target?.prefix ?? '', quote: target?.exact ?? '', after: target?.suffix ?? '' }
    if (!target || !open) return { ...kept, lang: undefined, place: '', isCertain: true, range: null }
    const { model, edition } = open
    const row = anchors.value.get(anchorIdOf(note.id, shownTarget(note), edition.id))
    const { range } = standingOf(target, edition.id, row, model.text)
    if (!range) return { ...kept, lang: model.lang, place: '', isCertain: false, range: null }
    let known = numbers.get(model)
    if (!known) {
      known = paragraphNumbers(model)
      numbers.set(model, known)
    }
    const { before, words: quote, after, lang } = passageAt(model, range, AROUND)
    const place = shortPlace(passagePlace(model, range.start, known))
    return { region, before, quote, after, lang, place, isCertain: true, range }
  }

  return { contextOf, documents }
}
