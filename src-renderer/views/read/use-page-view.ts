/** Pages or text: which one is shown, and what of the pages the reader has chosen, remembered for each document. */
import type { PlacedNote } from '@/annotations'
import { type OpenDocument } from '@/documents'
import { type PageRotation, type PageZoom, type Reader, readerKinds, type RegionShape } from '@/reader'
import { computed, onScopeDispose, reactive, ref, watch } from 'vue'
import { rememberView, type ViewChoice, viewChoiceOf } from './view-choice'

export type ReadMode = 'text' | 'pages'

type Region = NonNullable<PlacedNote['region']>

/** Per cent of the picture as it is. */
const PLAIN = 100

export function usePageView(document: () => OpenDocument | null) {
  const mode = ref<ReadMode>('text')
  const light = reactive({ brightness: PLAIN, contrast: PLAIN })
  /** What the engine says of itself, for the tool bar. */
  const state = reactive<{
    page: number
    zoom: PageZoom
    scale: number
    rotation: PageRotation
    drawing: RegionShape['type'] | null
  }>({
    page: 1,
    zoom: 'width',
    scale: 1,
    rotation: 0,
    drawing: null,
  })
  let choice: ViewChoice = { view: 'text' }

  const kinds = computed(() => {
    const open = document()
    return open ? readerKinds(open.model) : []
  })
  /** The engine that shows the pages of this document; null where it has none. */
  const pageKind = computed(() => kinds.value.find((kind) => kind !== 'text') ?? null)
  const kind = computed(() => (mode.value === 'pages' && pageKind.value !== null ? pageKind.value : 'text'))
  const isImage = computed(() => kind.value === 'image')

  watch(
    () => document()?.summary.id,
    (id) => {
      const open = document()
      if (id === undefined || !open) return
      // A document without text has nothing else to show.
      choice = viewChoiceOf(id) ?? { view: open.model.text === '' ? 'pages' : 'text' }
      mode.value = choice.view
      light.brightness = choice.brightness ?? PLAIN
      light.contrast = choice.contrast ?? PLAIN
    },
    { immediate: true, flush: 'sync' },
  )

  function keep(change: Partial<ViewChoice>): void {
    const id = document()?.summary.id
    choice = { ...choice, ...change }
    if (id !== undefined) rememberView(id, choice)
  }

  let stop: (() => void) | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  onScopeDispose(() => {
    stop?.()
    clearTimeout(timer)
  })

  /** Brings a mounted engine to how this document was looked at last, and follows it. */
  function follow({ pages }: Reader): void {
    stop?.()
    stop = null
    clearTimeout(timer)
    if (!pages) return
    const look = () => {
      Object.assign(state, {
        page: pages.current(),
        zoom: pages.zoom(),
        scale: pages.scale(),
        rotation: pages.rotation(),
        drawing: pages.drawing(),
      })
    }
    if (choice.rotation !== undefined && choice.rotation !== 0) pages.setRotation(choice.rotation)
    if (choice.zoom !== undefined) pages.setZoom(choice.zoom)
    lighten({ pages })
    look()
    stop = pages.onChange(() => {
      look()
      clearTimeout(timer)
      timer = setTimeout(() => keep({ zoom: state.zoom, rotation: state.rotation, page: state.page }), 300)
    })
  }

  function lighten({ pages }: Pick<Reader, 'pages'>): void {
    pages?.setLight({ brightness: light.brightness / PLAIN, contrast: light.contrast / PLAIN })
  }

  let awaited: Region | null = null

  function setMode(next: ReadMode): void {
    mode.value = next
    keep({ view: next })
  }

  return {
    mode,
    state,
    light,
    kind,
    isImage,
    /** There is a choice between text and pages. */
    hasPages: computed(() => pageKind.value !== null),
    /** Page on which a document without text was left. */
    lastPage: () => choice.page ?? 1,
    follow,
    setMode,
    /** Brings a region into view, as soon as the pages are there. */
    showRegion(region: Region, reader: Reader | null) {
      if (reader?.pages) return reader.pages.revealRegion(region.page, region.shape)
      awaited = region
      setMode('pages')
    },
    /** A reader was mounted and is at its place. */
    arrived({ pages }: Reader) {
      if (!awaited || !pages) return
      pages.revealRegion(awaited.page, awaited.shape)
      awaited = null
    },
    setLight(next: Partial<typeof light>, reader: Reader | null) {
      Object.assign(light, next)
      if (reader) lighten(reader)
      keep({ brightness: light.brightness, contrast: light.contrast })
    },
  }
}
