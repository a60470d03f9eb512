/** What the reader does with passages: mark, note, tag, copy, delete; and which note is the current one. */
import { type Annotation, type Colour, isAppError, type Range, type Tag } from '#shared/contract'
import { describeTarget, tidyRange } from '#shared/domain/anchoring'
import { blockAt } from '#shared/domain/model'
import { citePassage, passagePlace } from '#shared/domain/citation'
import { useI18n } from '@/locales'
import { useNotebook } from '@/notebook'
import type { DrawnRegion, Reader } from '@/reader'
import { announce } from '@/shell'
import { useActToasts, useLibraryStore, useNoticeStore, usePreferencesStore, useToastStore } from '@/stores'
import { computed, ref, shallowRef, type ShallowRef, watch } from 'vue'
import type { OpenDocument } from '@/documents'
import { type AnnotationDraft, keepDraft, keptKeys, newDraftKey, newDraftsOn } from './drafts'
import { fieldsOf } from './kinds'
import { rememberNote, useLastNote } from './last-note'
import { useLinking } from './linking'
import { hasPassage, type PlacedNote } from './regions'
import { colourName, deletedWords, firstWords, plainNote } from './texts'
import { useTagDigits } from './use-tag-digits'

/** Id of the note that is being written and is no annotation yet. */
export const NEW_NOTE = 'new'

/** A passage for which a note is being written. */
export interface NewNote extends Range {
  /** Under which its words are kept until they are saved. */
  readonly key: string
  readonly draft: AnnotationDraft
}

export function useAnnotating(
  document: () => OpenDocument | null,
  reader: ShallowRef<Reader | null>,
  placed: () => readonly PlacedNote[],
  port: {
    /** Brings a region into view, also where the text is shown now. */
    showRegion(region: NonNullable<PlacedNote['region']>): void
  } = { showRegion: ({ page, shape }) => reader.value?.pages?.revealRegion(page, shape) },
) {
  const { t, language, pick } = useI18n()
  const notebook = useNotebook()
  const notices = useNoticeStore()
  const toasts = useToastStore()
  const sayDone = useActToasts()
  const library = useLibraryStore()
  const tagDigits = useTagDigits()
  const preferences = usePreferencesStore()
  const currentId = ref<string | null>(null)
  const editing = ref<{ id: string; focus: 'note' | 'tag' } | null>(null)
  const fresh = shallowRef<NewNote | null>(null)
  /** Colour that the next note begins with. */
  const lastColour = ref<Colour>('A')

  const lastNote = useLastNote()
  const linking = useLinking()
  const waiting = notebook.live<{ id: string; isThere: boolean } | null>(
    async ({ annotations }) => {
      const id = linking.waiting.value
      if (id === null) return null
      const note = await annotations.get(id)
      return { id, isThere: note !== undefined && note.deletedAt === null }
    },
    null,
    () => linking.waiting.value,
  )
  watch(waiting, (now) => now && !now.isThere && now.id === linking.waiting.value && linking.end())
  watch(currentId, (id) => id !== null && rememberNote(id))
  const current = computed(() => placed().find(({ annotation }) => annotation.id === currentId.value) ?? null)

  function targetOf(range: Range) {
    const open = document()
    if (!open) throw new Error('no document is open')
    const { model } = open
    return describeTarget(
      {
        docId: open.summary.id,
        editionId: open.edition.id,
        text: model.text,
        blocks: model.blocks,
        anchors: model.anchors,
      },
      range.start,
      range.end,
    )
  }

  /** Marks a region that was drawn and opens the form on it; or gives one that is there its new shape. */
  async function region({ id, page, shape }: DrawnRegion): Promise<void> {
    const open = document()
    if (!open) return
    const target = { kind: 'region' as const, docId: open.summary.id, editionId: open.edition.id, page, shape }
    try {
      if (id !== null) {
        const targets = placed().find(({ annotation }) => annotation.id === id)?.annotation.targets ?? []
        const isOld = (one: (typeof targets)[number]) => one.kind === 'region' && one.docId === target.docId
        const at = targets.findIndex(isOld)
        await notebook.updateAnnotation(id, { targets: targets.map((one, index) => (index === at ? target : one)) })
        currentId.value = id
        announce(t('pages.said.changed'))
        return
      }
      const draft = { targets: [target], kind: 'highlight' as const, note: '', tagIds: [] }
      const made = await notebook.addAnnotation({ ...draft, colour: lastColour.value })
      announce(t('pages.said.drawn'))
      edit(made.id)
    } catch (error) {
      notices.showError('annotate', t('pages.said.notDrawn'), error)
    }
  }

  /** The annotation on exactly this passage, if there is one: it is changed instead of covered. */
  function existing(range: Range): PlacedNote | undefined {
    const tidy = tidyRange(document()?.model.text ?? '', range.start, range.end)
    const isThere = ({ start, end }: Range) => start === tidy?.start && end === tidy.end
    return placed().find((one) => isThere(one) || one.others.some(isThere))
  }

  function done(): void {
    reader.value?.select(null)
    reader.value?.focus()
  }

  async function highlight(range: Range, colour: Colour): Promise<void> {
    lastColour.value = colour
    try {
      const same = existing(range)
      if (same) {
        await notebook.updateAnnotation(same.annotation.id, { colour })
        currentId.value = same.annotation.id
      } else {
        const made = await notebook.addAnnotation({
          targets: [targetOf(range)],
          kind: 'highlight',
          colour,
          note: '',
          tagIds: [],
        })
        currentId.value = made.id
      }
      announce(t('read.said.highlighted', { name: colourName(colour, preferences.current, { t }) }))
      done()
    } catch (error) {
      notices.showError('annotate', t('read.failed.highlight'), error)
    }
  }

  /** Opens the form beside the passage; nothing is made until it is saved. */
  function write(range: Range, focus: 'note' | 'tag'): void {
    const same = existing(range)
    if (same) return edit(same.annotation.id, focus)
    const open = document()
    const tidy = tidyRange(open?.model.text ?? '', range.start, range.end)
    if (!open || !tidy) return
    const key = newDraftKey(open.edition.id, tidy)
    fresh.value = { ...tidy, key, draft: { note: '', tagIds: [], colour: lastColour.value } }
    editing.value = { id: NEW_NOTE, focus }
  }

  // A form belongs to its document. Its words are kept, and come back with it.
  watch(
    () => document()?.edition.id,
    () => {
      editing.value = null
      fresh.value = null
    },
  )

  /** The first note with words that were neither saved nor discarded. */
  function begunNote(): PlacedNote | undefined {
    const kept = keptKeys()
    return kept.size === 0 ? undefined : placed().find(({ annotation }) => kept.has(annotation.id))
  }

  /** Opens the form whose words were neither saved nor discarded; false where there is none on this text. */
  function resume(): boolean {
    const open = document()
    if (!open || editing.value) return false
    const [begun] = newDraftsOn(open.edition.id)
    const tidy = begun && tidyRange(open.model.text, begun.start, begun.end)
    const same = tidy ? existing(tidy) : begunNote()
    if (same) edit(same.annotation.id)
    else if (tidy) write(tidy, 'note')
    else return false
    if (same?.region && !hasPassage(same)) reader.value?.pages?.revealRegion(same.region.page, same.region.shape)
    else {
      const range = tidy ?? same
      if (range) reader.value?.reveal(range, { align: 'center' })
    }
    announce(t('read.said.resumed'))
    return true
  }

  /** Where the caret was when the current note was chosen: who moved it since means the place of the caret. */
  let caretThen: number | null = null

  /** The note of the caret's place where the caret is on, else the current one. */
  function noteHere(at: number | null): PlacedNote | null {
    const isAt = (note: PlacedNote) => at !== null && hasPassage(note) && note.start <= at && at <= note.end
    const now = current.value
    if (now && (at === null || at === caretThen || isAt(now))) return now
    const [under] = placed()
      .filter(isAt)
      .toSorted((a, b) => a.end - a.start - (b.end - b.start))
    return under ?? null
  }

  /** The note that is meant here; a new one on a paragraph without. */
  function writeHere(focus: 'note' | 'tag'): void {
    const at = reader.value?.caret() ?? null
    const note = noteHere(at)
    if (note) return edit(note.annotation.id, focus)
    const block = at === null ? null : blockAt(document()?.model.blocks ?? [], at)
    if (block) write(block, focus)
  }

  /**
   * Puts the tag that has this digit on the selected passage, which becomes a highlight, or on the note that is meant
   * here; takes it off where it stands.
   */
  async function tagByDigit(digit: number, tags: readonly Tag[]): Promise<void> {
    const tag = tagDigits.tagFor(digit, tags)
    if (!tag) return
    const range = reader.value?.selection() ?? null
    const note = range ? (existing(range) ?? null) : noteHere(reader.value?.caret() ?? null)
    if (note) {
      currentId.value = note.annotation.id
      await tagDigits.toggle(tag, [note.annotation])
    } else if (range) {
      try {
        const draft = { targets: [targetOf(range)], kind: 'highlight' as const, note: '', tagIds: [tag.id] }
        const act = notebook.addAnnotation({ ...draft, colour: tag.colour ?? lastColour.value })
        currentId.value = (await act).id
        sayDone(t('notes.tagged', { count: 1, name: tag.name }), act)
      } catch (error) {
        notices.showError('annotate', t('read.failed.tag'), error)
        return
      }
    }
    if (range) done()
  }

  function edit(id: string, focus: 'note' | 'tag' = 'note'): void {
    currentId.value = id
    editing.value = { id, focus }
  }

  /** Throws with a sentence when the journal did not take it: the form keeps the words. */
  async function save(id: string, draft: AnnotationDraft): Promise<void> {
    if (draft.colour) lastColour.value = draft.colour
    if (id === NEW_NOTE) {
      const range = fresh.value
      if (!range) return
      const made = await notebook.addAnnotation({ targets: [targetOf(range)], ...fieldsOf(draft) })
      currentId.value = made.id
    } else {
      const before = placed().find(({ annotation }) => annotation.id === id)?.annotation.kind
      await notebook.updateAnnotation(id, fieldsOf(draft, before))
    }
  }

  function stopEditing(): void {
    editing.value = null
    fresh.value = null
    done()
  }

  /** Closes the form whose words are saved; what was begun before it and waits yet comes after it. */
  function saved(): void {
    stopEditing()
    resume()
  }

  /** Closes the form; what was changed in it can be had back. */
  function cancel(id: string, draft: AnnotationDraft, changed: boolean): void {
    const range = fresh.value
    const editionId = document()?.edition.id
    const key = id === NEW_NOTE && range ? range.key : id
    stopEditing()
    if (!changed) return
    toasts.show({
      message: t('reader.form.discarded'),
      undo: () => {
        keepDraft(key, draft)
        // Another text is open meanwhile: the form comes back with its own.
        if (document()?.edition.id !== editionId) return
        fresh.value = range
        editing.value = { id, focus: 'note' }
      },
    })
  }

  async function remove(id: string): Promise<void> {
    try {
      const replies = notebook.countReplies(id)
      const act = notebook.deleteAnnotations([id])
      await act
      if (editing.value?.id === id) editing.value = null
      if (currentId.value === id) currentId.value = null
      sayDone(deletedWords(1, replies, { t }), act)
      reader.value?.focus()
    } catch (error) {
      notices.showError('annotate', t('read.failed.delete'), error)
    }
  }

  /** Adds a passage to the note that was written or chosen last, here or in another document. */
  async function addTo(range: Range): Promise<void> {
    const note = lastNote.value
    const tidy = tidyRange(document()?.model.text ?? '', range.start, range.end)
    if (!note || !tidy) return
    try {
      const act = notebook.addTarget(note.id, targetOf(range))
      const count = await act
      currentId.value = note.id
      sayDone(t('read.said.added', { count }), act)
      done()
    } catch (error) {
      notices.showError('annotate', t('read.failed.add'), error)
    }
  }

  /** Links the passage with the note that waits for one; it is marked where it has no note of its own. */
  async function linkHere(range: Range): Promise<void> {
    const from = linking.waiting.value
    if (from === null || !tidyRange(document()?.model.text ?? '', range.start, range.end)) return
    try {
      const mark = () => ({ targets: [targetOf(range)], kind: 'highlight' as const, note: '', tagIds: [] })
      const to = existing(range)?.annotation.id ?? { ...mark(), colour: lastColour.value }
      if (to === from) return toasts.show({ message: t('reader.links.self') })
      const act = notebook.addLink(from, to)
      await act
      linking.end()
      sayDone(t('reader.links.added'), act)
      done()
    } catch (error) {
      // The note that waited is gone.
      if (isAppError(error) && error.code === 'not-found') linking.end()
      notices.showError('annotate', t('reader.links.notAdded'), error)
    }
  }

  async function copyWithCitation(range: Range): Promise<void> {
    const open = document()
    const tidy = tidyRange(open?.model.text ?? '', range.start, range.end)
    if (!open || !tidy) return
    const { metadata, archiveId } = open.summary
    const archive = library.archive(archiveId)
    const creators = metadata.creators.filter(({ role }) => role !== 'editor')
    const text = citePassage(
      {
        quote: open.model.text.slice(tidy.start, tidy.end),
        title: metadata.title.text,
        creators: creators.map(({ key, name }) => (key === undefined ? name : library.personName(key))),
        ...(metadata.date ? { date: metadata.date.edtf } : {}),
        place: passagePlace(open.model, tidy.start),
        archive: archive ? pick(archive.title, archive.language) : archiveId,
        edition: open.edition.number,
      },
      language.value,
    )
    try {
      await navigator.clipboard.writeText(text)
      toasts.show({ message: t('read.said.copied') })
      announce(t('read.said.copied'))
    } catch (error) {
      notices.showError('copy', t('read.failed.copy'), error)
    }
  }

  /** Next or previous note from the current one, else from an offset; says where it is. */
  function step(by: 1 | -1, from: number): void {
    const list = placed()
    if (list.length === 0) {
      announce(t('read.noNotes'))
      return
    }
    const at = list.findIndex(({ annotation }) => annotation.id === currentId.value)
    const next =
      at >= 0
        ? (at + by + list.length) % list.length
        : by > 0
          ? Math.max(
              0,
              list.findIndex(({ start }) => start >= from),
            )
          : Math.max(
              0,
              list.findLastIndex(({ start }) => start < from),
            )
    choose(list[next]?.annotation.id ?? null)
  }

  /** Makes a note the current one, brings its passage into view and says it. */
  function choose(id: string | null, options: { reveal?: boolean; say?: boolean } = {}): void {
    const { reveal = true, say = true } = options
    if (editing.value && editing.value.id !== id) return
    currentId.value = id
    caretThen = reader.value?.caret() ?? null
    const list = placed()
    const index = list.findIndex(({ annotation }) => annotation.id === id)
    const entry = list[index]
    if (!entry) return
    if (reveal && entry.region && !hasPassage(entry)) port.showRegion(entry.region)
    else if (reveal) reader.value?.reveal(entry, { align: 'nearest' })
    if (say) announce(sentenceOf(entry.annotation, index, list.length))
  }

  function sentenceOf(annotation: Annotation, index: number, count: number): string {
    const target = annotation.targets.find((one) => one.kind === 'text')
    const words = [
      t('read.said.note', { number: index + 1, count }),
      target ? t('reader.label.quote', { quote: firstWords(target.exact, 80) }) : regionWords(annotation),
      kindWords(annotation),
      firstWords(plainNote(annotation.note), 120),
    ]
    return words.filter((word) => word !== '').join('. ')
  }

  function kindWords({ kind, answered }: Annotation): string {
    if (kind === 'question') return t(answered ? 'reader.kinds.answered' : 'reader.kinds.question')
    return kind === 'correction' ? t('reader.kinds.correction') : ''
  }

  function regionWords(annotation: Annotation): string {
    const target = annotation.targets.find((one) => one.kind === 'region')
    const page = document()?.model.pages.find(({ n }) => n === target?.page)
    return target ? t('pages.region', { label: page?.label ?? target.page }) : ''
  }

  return {
    region,
    currentId,
    current,
    editing,
    fresh,
    highlight,
    write,
    writeHere,
    tagByDigit,
    edit,
    resume,
    save,
    stopEditing,
    saved,
    cancel,
    remove,
    lastNote,
    addTo,
    linking: linking.waiting,
    linkHere,
    copyWithCitation,
    step,
    choose,
  }
}
