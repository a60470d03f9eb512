/** The mounted reader of the Read screen as reactive values. */
import type { Range } from '#shared/contract'
import { mountReader, prepareReader, type Reader, type ReaderLabels, type ReaderSelection } from '@/reader'
import { onUnmounted, ref, shallowRef, type ShallowRef, watch } from 'vue'
import { type DocumentExcerpt, type OpenDocument, pageFiles } from '@/documents'
import { createPreview, type Moved } from './preview'
import { nextTask } from '@/slices'

export interface ReaderPort {
  readonly reader: ShallowRef<Reader | null>
  readonly selection: ShallowRef<ReaderSelection | null>
  /** What is visible now. */
  readonly visible: ShallowRef<Range>
  /** Counts what moves lines: whoever measures depends on it. */
  readonly layout: ShallowRef<number>
  /** Puts the focus into the text, as far as it is there. */
  focus(): void
  /** Where an excerpt that is shown was scrolled to; null where it was not. */
  moved(): Moved | null
}

export interface ReaderWants {
  document(): OpenDocument | null
  /** What is shown of a long text while all of it is on its way. */
  excerpt(): DocumentExcerpt | null
  host(): HTMLElement | null
  scroller(): HTMLElement | null
  labels(document: Pick<OpenDocument, 'summary'>): ReaderLabels
  announce(sentence: string): void
  /** Kind of the engine: another one takes the place of the one before, at the same place of the text. */
  kind(): string
  /** Long texts are in the page as a whole. */
  whole(): boolean
  /** Px that pages may take in width. */
  room(): number
  /** Offset of the text that `mounted` will bring into view. */
  at(document: OpenDocument): number
  /** `from`: what was at the top before, where only the engine is another. */
  mounted(reader: Reader, document: OpenDocument, from: number | null): void
  /** Something else is shown before all of a text was there, of which an excerpt was scrolled. */
  left(moved: Moved): void
  /** A reader that shows an excerpt, and nothing but scrolls and selects. */
  previewed(reader: Reader, excerpt: DocumentExcerpt): void
}

/** Mounts a reader for each document that comes, and takes the one before away. */
export function useReader(wants: ReaderWants): ReaderPort {
  const reader = shallowRef<Reader | null>(null)
  const selection = shallowRef<ReaderSelection | null>(null)
  const visible = shallowRef<Range>({ start: 0, end: 0 })
  const layout = ref(0)
  let shown: OpenDocument | null = null
  const preview = createPreview(wants.left)

  function unmount(): void {
    reader.value?.destroy()
    reader.value = null
    selection.value = null
  }

  /** What was at the top of a reader, and chosen in it. */
  interface Before {
    readonly from: number | null
    readonly chosen: Range | null
  }

  function mount(open: OpenDocument, element: HTMLElement, scroller: HTMLElement, { from, chosen }: Before): void {
    const { announce, room } = wants
    const looked = preview.leave(open)
    const made = mountReader(
      element,
      { id: open.summary.id, editionId: open.edition.id, model: open.model },
      {
        labels: wants.labels(open),
        headingBase: 1,
        scroller,
        announce,
        kind: wants.kind(),
        whole: wants.whole(),
        room,
        at: from ?? looked?.top ?? wants.at(open),
        files: pageFiles(open),
      },
    )
    made.onSelection((next) => (selection.value = next))
    made.onVisible((next) => (visible.value = next))
    made.onLayout(() => (layout.value += 1))
    reader.value = made
    wants.mounted(made, open, from)
    if (chosen) made.select(chosen)
    looked?.resume(made)
    visible.value = made.visible()
  }

  // Whoever hears of the next document must not take the reader of the one before for its own.
  watch(wants.document, unmount, { flush: 'sync' })

  let turn = 0
  /** Before a reader that is still being prepared. */
  let waiting: Before | null = null
  watch(
    [wants.document, wants.host, wants.kind, wants.whole],
    ([open, element]) => {
      turn += 1
      const isFirst = shown === null
      const now = shown === open ? reader.value : null
      const before: Before | null = now ? { from: now.topOffset(), chosen: now.selection() } : waiting
      const kept = (shown === open && before) || { from: null, chosen: null }
      unmount()
      waiting = null
      shown = open
      const box = wants.scroller()
      if (!open && !wants.excerpt()) preview.drop()
      if (!open || !element || !box) return
      // The screen itself is one task, the text in it another.
      const prepared =
        prepareReader(open.model, wants.kind()) ?? (isFirst ? nextTask() : null) ?? preview.released(open.edition.id)
      if (!prepared) return mount(open, element, box, kept)
      const mine = turn
      waiting = kept
      void prepared
        .then(() => preview.released(open.edition.id))
        .then(() => {
          if (mine !== turn) return
          waiting = null
          mount(open, element, box, kept)
        })
    },
    { flush: 'post', immediate: true },
  )

  watch(
    [wants.excerpt, wants.host],
    async ([piece, element]) => {
      // All of it takes the place of the piece when it is drawn.
      if (!piece) return preview.keepFor(wants.document()?.edition.id)
      preview.drop()
      await nextTask()
      const scroller = wants.scroller()
      if (piece !== wants.excerpt() || !element?.isConnected || !scroller) return
      preview.show(piece, element, {
        labels: wants.labels(piece),
        scroller,
        announce: wants.announce,
        placed: (made) => wants.previewed(made, piece),
      })
    },
    { flush: 'post', immediate: true },
  )
  // Whoever keeps what was done in it does so first.
  onUnmounted(() => {
    turn += 1
    unmount()
    preview.drop()
  })
  return {
    reader,
    selection,
    visible,
    layout,
    focus: () => (reader.value ?? preview.reader())?.focus(),
    moved: preview.moved,
  }
}
