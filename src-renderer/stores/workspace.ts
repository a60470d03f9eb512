/** Where the reader is, was, and how to come back. Plain data, kept over restarts. */
import { type Pane, paneSchema, rangeSchema } from '#shared/contract'
import { screenIds } from '@/views/view'
import { defineStore } from 'pinia'
import * as v from 'valibot'
import { computed, onScopeDispose, ref, shallowRef, toRaw } from 'vue'

const placeSchema = v.object({
  screen: v.picklist(screenIds),
  documentId: v.optional(v.string()),
  edition: v.optional(v.number()),
  /** Passage to show and select. */
  range: v.optional(rangeSchema),
  comparisonId: v.optional(v.string()),
  /** Note to show: in Notes any, in Read one that has no range. */
  noteId: v.optional(v.string()),
  /** Only notes whose place is not certain, to decide on them. */
  review: v.optional(v.boolean()),
})
/** A screen, and what it shows. */
type Place = v.InferOutput<typeof placeSchema>

const keptSchema = v.object({
  place: placeSchema,
  /** Scroll places by document, the latest last. */
  offsets: v.array(v.tuple([v.string(), v.number()])),
  draft: v.array(paneSchema),
})
type Kept = v.InferOutput<typeof keptSchema>

const entrySchema = v.object({ avots: v.object({ index: v.number(), place: placeSchema }) })

const storageKey = 'avots-workspace'
const offsetsKept = 500
const start: Kept = { place: { screen: 'library' }, offsets: [], draft: [] }

function remembered(): Kept {
  try {
    const parsed = v.safeParse(keptSchema, JSON.parse(localStorage.getItem(storageKey) ?? 'null'))
    if (parsed.success) return parsed.output
  } catch {
    // Unreadable storage: the library is a good place to start.
  }
  return start
}

const same = (a: Place, b: Place) => JSON.stringify(v.parse(placeSchema, a)) === JSON.stringify(v.parse(placeSchema, b))

export const useWorkspaceStore = defineStore('workspace', () => {
  const kept = remembered()
  const place = ref<Place>(kept.place)
  const index = ref(0)
  const last = ref(0)
  const offsets = new Map(kept.offsets)
  /** Documents that are being put side by side, before and while a comparison is open. */
  const compareDraft = ref<Pane[]>(kept.draft)
  const latestByScreen = shallowRef<Partial<Record<Place['screen'], Place>>>({ [place.value.screen]: place.value })

  /** The comparison that was shown last, whether side by side or as an export. */
  let comparisonId = kept.place.comparisonId

  const canGoBack = computed(() => index.value > 0)
  const canGoForward = computed(() => index.value < last.value)

  let timer: ReturnType<typeof setTimeout> | undefined
  function keep(): void {
    clearTimeout(timer)
    timer = setTimeout(keepNow, 300)
  }
  // Whoever ends the stores starts from what is stored then: a late write would bring back what was cleared.
  onScopeDispose(() => clearTimeout(timer))
  function keepNow(): void {
    clearTimeout(timer)
    const data: Kept = { place: place.value, offsets: [...offsets].slice(-offsetsKept), draft: compareDraft.value }
    try {
      localStorage.setItem(storageKey, JSON.stringify(data))
    } catch {
      // Without storage the next start begins in the library.
    }
  }

  function show(next: Place): void {
    place.value = next
    comparisonId = next.comparisonId ?? comparisonId
    latestByScreen.value = { ...latestByScreen.value, [next.screen]: next }
    keep()
  }

  const address = (shown: Place) => `#/${shown.screen}`
  const entry = (at: number, shown: Place) => ({ avots: { index: at, place: v.parse(placeSchema, toRaw(shown)) } })

  /**
   * Ties the places to the browser's own history, so that its buttons move inside the application. One entry lies
   * before the first place; who steps on it is brought forward again instead of out. Call once, at
   * start; returns the way to stop.
   */
  function followHistory(): () => void {
    const known = v.safeParse(entrySchema, history.state)
    if (known.success) {
      index.value = last.value = known.output.avots.index
      show(known.output.avots.place)
    } else {
      history.replaceState({ avots: 'edge' }, '', address(place.value))
      history.pushState(entry(0, place.value), '', address(place.value))
    }
    const step = (event: PopStateEvent) => {
      const parsed = v.safeParse(entrySchema, event.state)
      if (!parsed.success) return history.forward()
      index.value = parsed.output.avots.index
      show(parsed.output.avots.place)
    }
    addEventListener('popstate', step)
    addEventListener('pagehide', keepNow)
    return () => {
      removeEventListener('popstate', step)
      removeEventListener('pagehide', keepNow)
    }
  }

  /** Goes to a place. The same place again only shows its passage anew; `replace` leaves no step in the history. */
  function go(next: Place, options: { replace?: boolean } = {}): void {
    if (options.replace || same(next, place.value)) {
      history.replaceState(entry(index.value, next), '', address(next))
    } else {
      index.value += 1
      last.value = index.value
      history.pushState(entry(index.value, next), '', address(next))
    }
    show({ ...next })
  }

  /** Goes to a screen as it was left; to the export of the comparison that was shown last. */
  function goToScreen(screen: Place['screen']): void {
    if (screen === place.value.screen) return
    const left = latestByScreen.value[screen] ?? { screen }
    go(screen === 'export' && comparisonId !== undefined ? { ...left, comparisonId } : left)
  }

  function back(): void {
    if (canGoBack.value) history.back()
  }

  function forward(): void {
    if (canGoForward.value) history.forward()
  }

  /** Offset in the canonical text where the reader left a document; 0 where it was never open. */
  const placeOf = (documentId: string) => offsets.get(documentId) ?? 0

  function rememberPlace(documentId: string, offset: number): void {
    offsets.delete(documentId)
    offsets.set(documentId, offset)
    keep()
  }

  /** Puts documents side by side and opens the Compare screen. Two to four; sigla are letters in this order. */
  function compare(documentIds: readonly string[]): void {
    setCompareDraft(documentIds.slice(0, 4).map((documentId, n) => ({ documentId, siglum: 'ABCD'.charAt(n) })))
    go({ screen: 'compare' })
  }

  function setCompareDraft(panes: readonly Pane[]): void {
    compareDraft.value = [...panes]
    keep()
  }

  return {
    place,
    canGoBack,
    canGoForward,
    followHistory,
    go,
    goToScreen,
    back,
    forward,
    placeOf,
    rememberPlace,
    compareDraft,
    compare,
    setCompareDraft,
  }
})
