/** Notes whose place is not certain in the text that is current, and what has become of the last change of a text. */
import { type Anchor, type Annotation, type AnchoringProgress, editionIdOf } from '#shared/contract'
import { standingOf } from '#shared/domain/anchoring'
import { anchorIdOf } from '#shared/domain/records'
import { useHost } from '@/host'
import { type OpenPlace, useNotebook } from '@/notebook'
import { type Breather, eachInSlices } from '@/slices'
import { useLibraryStore } from '@/stores'
import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowRef } from 'vue'

/** Where a note stands: the worst of its passages. `waiting`: not looked for yet; `gone`: its document is not here. */
export type NoteState = Anchor['state'] | 'waiting' | 'gone'

const rank: Record<NoteState, number> = { anchored: 0, moved: 1, gone: 2, waiting: 3, review: 4, orphan: 5 }

export const useReviewStore = defineStore('review', () => {
  const library = useLibraryStore()
  const notebook = useNotebook()
  const anchors = notebook.anchors()
  const found = notebook.openPlaces()

  const editions = computed(
    () =>
      new Map(library.documents.flatMap(({ id, current }) => (current > 0 ? [[id, editionIdOf(id, current)]] : []))),
  )
  /** Id of the current edition of a document of the library, or null. */
  const currentEdition = (documentId: string): string | null => editions.value.get(documentId) ?? null

  /** One entry for each passage that waits for a decision, those of a document together, in the order of its text. */
  const queue = computed<OpenPlace[]>(() =>
    found.value
      .filter(({ annotation, anchor }) => {
        const documentId = annotation.targets[anchor.target]?.docId
        return documentId !== undefined && currentEdition(documentId) === anchor.editionId
      })
      .sort(
        (a, b) =>
          a.anchor.editionId.localeCompare(b.anchor.editionId) ||
          startOf(a) - startOf(b) ||
          a.anchor.id.localeCompare(b.anchor.id),
      ),
  )
  /** The first passage of each note that waits. */
  const openByNote = computed(() => {
    const first = new Map<string, OpenPlace>()
    for (const place of queue.value) if (!first.has(place.annotation.id)) first.set(place.annotation.id, place)
    return first
  })
  const openIds = computed<ReadonlySet<string>>(() => new Set(openByNote.value.keys()))

  /** Of notes that did not change since, for these rows and this library: another object when any may stand elsewhere. */
  const states = computed(() => {
    void [anchors.value, library.documents]
    return new WeakMap<Annotation, NoteState>()
  })

  function stateOf(note: Annotation): NoteState {
    const known = states.value.get(note)
    if (known) return known
    const state = findState(note)
    states.value.set(note, state)
    return state
  }

  /** How many of the notes stand how. */
  async function countStates(notes: readonly Annotation[], breathe: Breather): Promise<ReadonlyMap<NoteState, number>> {
    const counts = new Map<NoteState, number>()
    const count = (note: Annotation) => {
      const state = stateOf(note)
      counts.set(state, (counts.get(state) ?? 0) + 1)
    }
    await eachInSlices(notes, count, breathe)
    return counts
  }

  function findState(note: Annotation): NoteState {
    let worst: NoteState = 'anchored'
    note.targets.forEach((target, index) => {
      const editionId = currentEdition(target.docId)
      let state: NoteState = editionId === null ? 'gone' : 'anchored'
      if (editionId !== null && target.kind === 'text') {
        state = standingOf(target, editionId, anchors.value.get(anchorIdOf(note.id, index, editionId))).state
      }
      if (rank[state] > rank[worst]) worst = state
    })
    return worst
  }

  /** The run that goes on, or went on last, by itself. */
  const progress = shallowRef<AnchoringProgress | null>(null)
  onScopeDispose(useHost().client.on('anchoringProgressed', (told) => (progress.value = told)))

  return { queue, openByNote, openIds, states, stateOf, countStates, currentEdition, progress }
})

function startOf({ annotation, anchor }: OpenPlace): number {
  const target = annotation.targets[anchor.target]
  return target?.kind === 'text' ? target.start : 0
}
