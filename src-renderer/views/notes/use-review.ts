/** Notes by where they stand, and the way through those whose place waits for a decision. */
import type { Annotation } from '#shared/contract'
import { useI18n } from '@/locales'
import { likelyPlace, type NoteState, useDecisions, useReviewStore } from '@/review'
import { useSliced } from '@/slices'
import { announce } from '@/shell'
import { computed, nextTick, ref, type Ref } from 'vue'

/** Empty: whatever its place. */
type PlaceFilter = '' | 'anchored' | 'moved' | 'review' | 'orphan'

export interface ReviewPorts {
  readonly notes: () => readonly Annotation[]
  /** Listed notes, in the order of the list. */
  readonly flat: () => readonly Annotation[]
  readonly currentId: Ref<string | null>
  /** Only notes that wait for a decision are listed. */
  readonly isQueue: () => boolean
  /** Gives the keys to the panel, or to the list where there is none. */
  readonly focusPanel: () => void | Promise<void>
}

export function useReview({ notes, flat, currentId, isQueue, focusPanel }: ReviewPorts) {
  const { t, n } = useI18n()
  const review = useReviewStore()
  const decisions = useDecisions()
  const placeFilter = ref<PlaceFilter>('')

  const { result: counts } = useSliced(
    () => [notes(), review.states] as const,
    ([all], breathe) => review.countStates(all, breathe),
    new Map<NoteState, number>() as ReadonlyMap<NoteState, number>,
  )
  const options = computed(() => {
    const states = ['anchored', 'moved', 'review', 'orphan'] as const
    return [
      { value: '' as const, label: t('review.states.all') },
      ...states.map((value) => ({
        value,
        label: `${t(`review.states.${value}`)} · ${n(counts.value.get(value) ?? 0)}`,
      })),
    ]
  })
  /** Some notes are left out for their place. */
  const isPlaceWanted = () => isQueue() || placeFilter.value !== ''
  const hasPlace = (note: Annotation) =>
    (!isQueue() || review.openIds.has(note.id)) &&
    (placeFilter.value === '' || review.stateOf(note) === placeFilter.value)

  /** The listed notes that wait, in the order of the list. */
  const waiting = computed(() => flat().filter(({ id }) => review.openIds.has(id)))
  const entry = computed(() => review.openByNote.get(currentId.value ?? '') ?? null)
  const position = computed(() => waiting.value.findIndex(({ id }) => id === currentId.value) + 1)
  const likely = computed(() => review.queue.filter(({ anchor }) => likelyPlace(anchor) !== null))

  /** Words for a row: how many places there are to choose from. */
  function placesOf(note: Annotation): string {
    const open = review.openByNote.get(note.id)
    return open ? t('review.places', { count: open.anchor.candidates.length }) : ''
  }

  function step(by: 1 | -1) {
    const list = waiting.value
    if (list.length === 0) return
    const at = list.findIndex(({ id }) => id === currentId.value)
    currentId.value = list[(at + by + list.length) % list.length]?.id ?? null
    void focusPanel()
  }

  /** On to the next one that waits, from where the decided one was. */
  async function decided(at: number) {
    const before = currentId.value
    await nextTick()
    // Another passage of the same note may wait, too.
    if (before !== null && review.openIds.has(before)) return void focusPanel()
    const rest = waiting.value.filter(({ id }) => id !== before)
    const next = rest[Math.min(Math.max(0, at - 1), rest.length - 1)]
    if (next) currentId.value = next.id
    else announce(t('review.said.finished'))
    void focusPanel()
  }

  async function takeLikely() {
    if (await decisions.takeLikely(likely.value)) await decided(1)
  }

  return {
    review,
    placeFilter,
    options,
    isPlaceWanted,
    hasPlace,
    waiting,
    entry,
    position,
    likely,
    placesOf,
    step,
    decided,
    takeLikely,
  }
}
