/**
 * Merging another archive into one in work. Files are put into their places first, the lines that speak of them are
 * written together at the end: what is stopped or cut off before that has changed nothing.
 */
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { isDeepStrictEqual } from 'node:util'
import { crc32 } from 'node:zlib'
import {
  AppError,
  type CancelSignal,
  editionIdOf,
  type Multilingual,
  type Progress,
  type Registers,
  type SealedNotebook,
} from '#shared/contract'
import { sha256Of, stableJson } from '../crate'
import { type DocumentFacts, joinNotes, mergeRegisters, type MergeStep, moveNotes, planMerge } from '../merging'
import { parseModel } from '../models'
import type { Committer, Staged } from './committer'
import type { DocumentLine, Line, LineOf, Original, Resource, Stored, Sums, WorkEdition } from './lines'
import { derivedPath, originalPath, type Places, recordPath } from './places'
import { type ImportItem, liveDocuments, notebookOf, originalsOf, takenOut, type WorkState } from './state'

/** Another archive, as its journal tells of it. Nothing of it is changed. */
export interface MergeSource {
  id: string
  title: Multilingual
  documents: readonly DocumentLine[]
  registers: Registers
  notebook: SealedNotebook | null
  /** Where a file lies, by its path below the archive. */
  locate(inside: string): string
  /** It was unpacked for this merge and checked: its files may be moved. */
  movable?: boolean
}

export interface MergeControl {
  signal: CancelSignal
  /** In bytes; stage `merge`. */
  progress(progress: Progress): void
}

export interface Merged {
  /** For undoing it; null where the archive had everything already. */
  id: number | null
  added: number
  /** Editions that documents have got. */
  editions: number
  /** Documents that were there already. */
  same: number
  /** The notes of the source, on the documents as they are named now. */
  notes: SealedNotebook | null
}

export const factsOfLine = (document: DocumentLine): DocumentFacts => ({
  id: document.id,
  originals: originalsOf(document).map(({ sha256 }) => sha256),
  editions: document.editions.map(({ text, extractor }) => ({ text: text.sha256, extractor })),
  metadata: document.metadata,
})

const stopped = () => new AppError('cancelled', 'Merging was stopped. Nothing was changed.')

/** Files that wait for being put into the archive at once. */
const batchSize = 100

class MergeRun {
  private readonly placed: string[] = []
  private waiting: Staged[] = []
  private count = 0
  private done = 0
  private total = 0
  /** Extension of each file among the originals. */
  private readonly shelved = new Map<string, string>()
  /** Document ids, and edition ids, in the source → here. */
  private readonly ids: Map<string, string>
  private readonly numbers = new Map<string, string>()
  /** Editions of documents that get some. */
  private readonly counts = new Map<string, number>()
  /** Numbers of the editions that documents of the archive get here, by what makes them the same. */
  private readonly brought = new Map<string, number>()

  constructor(
    private readonly places: Places,
    private readonly state: WorkState,
    private readonly committer: Committer,
    private readonly source: MergeSource,
    private readonly control: MergeControl,
    private readonly steps: readonly MergeStep[],
  ) {
    this.ids = new Map(steps.map(({ from, id }) => [from, id]))
    for (const document of liveDocuments(state)) {
      for (const { sha256, extension } of originalsOf(document)) this.shelved.set(sha256, extension)
      for (const { sha256, extension } of document.editions.flatMap(({ resources }) => resources))
        this.shelved.set(sha256, extension)
    }
  }

  async run(rekey: (metadata: DocumentLine['metadata']) => DocumentLine['metadata']) {
    const documents = new Map(this.source.documents.map((document) => [document.id, document]))
    this.total = this.steps.reduce((sum, step) => sum + this.sizeOf(step, documents), 0)
    const last = Math.max(0, ...[...this.state.documents.values()].map(({ order }) => order[0] ?? 0))
    const lines: Line[] = []
    try {
      for (const [index, step] of this.steps.entries()) {
        const document = documents.get(step.from)
        if (!document) continue
        if (step.kind === 'add') {
          const added = await this.add(document, step.id)
          const order = [Math.floor(last) + 0.5, this.state.documents.size + index]
          lines.push({ t: 'adopted', document: { ...added, metadata: rekey(document.metadata) }, order })
        } else {
          const joined = await this.join(document, step)
          if (joined) lines.push(joined)
        }
      }
      await this.flush()
      return lines
    } catch (error) {
      await this.committer.flush().catch(() => undefined)
      for (const path of this.placed) await rm(path, { force: true })
      throw error
    }
  }

  /** Ids that are others than in the source. */
  newIds() {
    return {
      documents: new Map([...this.ids].filter(([from, id]) => from !== id)),
      editions: new Map([...this.numbers].filter(([from, id]) => from !== id)),
    }
  }

  private sizeOf(step: MergeStep, documents: ReadonlyMap<string, DocumentLine>): number {
    const document = documents.get(step.from)
    if (!document) return 0
    const editions = document.editions.filter((_, index) => step.kind === 'add' || step.editions.includes(index))
    const files = editions.flatMap(({ model, text, boxes, from, resources }) => [
      model,
      text,
      ...(boxes ? [boxes] : []),
      ...(from ? [from] : []),
      ...resources,
    ])
    return files.reduce((sum, { size }) => sum + size, step.kind === 'add' ? document.original.size : 0)
  }

  private async add(document: DocumentLine, id: string): Promise<DocumentLine> {
    const original = await this.original(document.original)
    const editions: WorkEdition[] = []
    for (const index of document.editions.keys()) editions.push(await this.edition(document, index, id, index + 1))
    const { refusal, record } = document
    return {
      id,
      original,
      metadata: document.metadata,
      editions,
      ...(refusal ? { refusal } : {}),
      ...(record ? { record: await this.record(document.id, id, record) } : {}),
    }
  }

  private async record(
    from: string,
    id: string,
    record: NonNullable<DocumentLine['record']>,
  ): Promise<NonNullable<DocumentLine['record']>> {
    await this.take(recordPath(from, record.extension), recordPath(id, record.extension), record.sha256)
    return record
  }

  private async join(
    document: DocumentLine,
    step: Extract<MergeStep, { kind: 'join' }>,
  ): Promise<LineOf<'joined'> | null> {
    const target = this.state.documents.get(step.id)
    if (!target) return null
    const editions: WorkEdition[] = []
    let count = this.counts.get(step.id) ?? target.editions.length
    for (const index of document.editions.keys()) {
      const { text, extractor } = document.editions[index] ?? { text: { sha256: '' }, extractor: '' }
      const known = target.editions.findIndex(
        (edition) => edition.text.sha256 === text.sha256 && edition.extractor === extractor,
      )
      // Where several documents of the source are one here, the one before may have brought it.
      const key = `${step.id} ${text.sha256} ${extractor}`
      if (!step.editions.includes(index)) {
        const number = known >= 0 ? known + 1 : this.brought.get(key)
        if (number !== undefined) this.numbers.set(editionIdOf(step.from, index + 1), editionIdOf(step.id, number))
        continue
      }
      count += 1
      this.brought.set(key, count)
      const edition = await this.edition(document, index, step.id, count)
      // Its file is another than the first one of the document that it comes to.
      const isOther = edition.from === undefined && document.original.sha256 !== target.original.sha256
      editions.push(isOther ? { ...edition, from: await this.original(document.original) } : edition)
    }
    this.counts.set(step.id, count)
    let { record } = document
    if (record && !target.record) await this.record(document.id, step.id, record)
    else if (!target.record && step.differing.length > 0) record = await this.keepMetadata(document, step.id)
    else record = undefined
    if (editions.length === 0 && !step.metadata && !record && !step.isRestored) return null
    return {
      t: 'joined',
      doc: step.id,
      editions,
      ...(step.metadata ? { metadata: step.metadata } : {}),
      ...(record ? { record } : {}),
      ...(step.isRestored ? { restored: true } : {}),
    }
  }

  /** What the other archive said of a document, where that could not all become its metadata here. */
  private async keepMetadata(document: DocumentLine, id: string): Promise<NonNullable<DocumentLine['record']>> {
    const sums = await this.write(stableJson(document.metadata), recordPath(id, 'json'))
    return { ...sums, extension: 'json' }
  }

  private async edition(document: DocumentLine, index: number, id: string, number: number): Promise<WorkEdition> {
    const edition = document.editions[index]
    if (!edition) throw new Error(`document ${document.id} has no edition ${index + 1}`)
    this.numbers.set(editionIdOf(document.id, index + 1), editionIdOf(id, number))
    const from = (file: 'model.json' | 'text.txt' | 'boxes.json') => derivedPath(document.id, index + 1, file)
    const to = (file: 'model.json' | 'text.txt' | 'boxes.json') => derivedPath(id, number, file)
    const parts = edition.parts.map((part) => this.ids.get(part) ?? part)
    const isRenamed = id !== document.id || parts.some((part, at) => part !== edition.parts[at])
    let { model } = edition
    if (isRenamed) {
      const read = await readFile(this.source.locate(from('model.json')), 'utf8')
      model = await this.write(
        stableJson({ ...parseModel(read, document.original.fileName), id, parts }),
        to('model.json'),
      )
      this.advance(edition.model.size)
    } else await this.take(from('model.json'), to('model.json'), model.sha256)
    await this.take(from('text.txt'), to('text.txt'), edition.text.sha256)
    if (edition.boxes) await this.take(from('boxes.json'), to('boxes.json'), edition.boxes.sha256)
    const resources: Resource[] = []
    for (const resource of edition.resources) resources.push({ ...resource, ...(await this.stored(resource)) })
    return {
      ...edition,
      model,
      parts,
      resources,
      ...(edition.from ? { from: await this.original(edition.from) } : {}),
    }
  }

  private async original(original: Original): Promise<Original> {
    return { ...original, ...(await this.stored(original)) }
  }

  private async stored(file: Stored): Promise<Stored> {
    const extension = this.shelved.get(file.sha256)
    if (extension !== undefined) {
      this.advance(file.size)
      return { ...file, extension }
    }
    this.shelved.set(file.sha256, file.extension)
    await this.take(originalPath(file), originalPath(file), file.sha256)
    return file
  }

  private advance(size: number): void {
    this.done += size
    this.control.progress({ stage: 'merge', done: Math.min(this.done, this.total), total: this.total })
  }

  /** Copies a file of the source, comparing it with its checksum. */
  private async take(from: string, to: string, sha256: string): Promise<void> {
    const path = this.source.locate(from)
    const temporary = this.temporary()
    if (this.control.signal.aborted) throw stopped()
    if (this.source.movable) {
      await rename(path, temporary)
      return this.stage(temporary, to)
    }
    const hash = createHash('sha256')
    const { control } = this
    await pipeline(
      createReadStream(path, { highWaterMark: 1 << 20 }),
      async function* (pieces: AsyncIterable<Buffer>) {
        for await (const piece of pieces) {
          if (control.signal.aborted) throw stopped()
          hash.update(piece)
          yield piece
        }
      },
      createWriteStream(temporary),
    )
    if (hash.digest('hex') !== sha256) {
      const name = Object.values(this.source.title)[0] ?? this.source.id
      const message = `"${from}" in the archive "${name}" is not what its list says: its checksum is wrong. Nothing was changed.`
      throw new AppError('damaged', message, { name, file: from })
    }
    await this.stage(temporary, to)
  }

  private async write(text: string, to: string): Promise<Sums> {
    const bytes = Buffer.from(text, 'utf8')
    const temporary = this.temporary()
    await writeFile(temporary, bytes)
    await this.stage(temporary, to)
    return { size: bytes.length, sha256: sha256Of(bytes), crc32: crc32(bytes) }
  }

  private temporary = () => join(this.places.temporary, `merge-${(this.count += 1)}`)

  private async stage(temporary: string, inside: string): Promise<void> {
    const target = join(this.places.folder, inside)
    const { size } = await stat(temporary)
    if (!existsSync(target)) this.placed.push(target)
    this.waiting.push({ temporary, target })
    this.advance(size)
    if (this.waiting.length >= batchSize) await this.flush()
  }

  private async flush(): Promise<void> {
    const committed = this.committer.add({ files: this.waiting, lines: [] })
    this.waiting = []
    await this.committer.flush()
    await committed
  }
}

export interface Merger {
  /**
   * `item` of the running import is the archive: it is done with the merge, or neither is. Throws AppError `cancelled`,
   * `damaged`, `disk-full`; nothing is changed then.
   */
  merge(source: MergeSource, control: MergeControl, item?: ImportItem): Promise<Merged>
  /**
   * Undoes the latest merges, given in their order: all or none. Throws AppError `not-found`, `conflict` where they are
   * not the latest or what they brought was changed since.
   */
  unmerge(ids: readonly number[]): Promise<void>
}

export function createMerger(
  places: Places,
  state: WorkState,
  committer: Committer,
  readNotes: () => Promise<SealedNotebook | null>,
  now: () => string,
): Merger {
  async function append(lines: readonly Line[], files: readonly Staged[] = []): Promise<void> {
    const committed = committer.add({ files, lines })
    await committer.flush()
    await committed
  }

  /** The notes of both, as a file, with those of the archive itself kept beside them. */
  async function stageNotes(id: number, notes: SealedNotebook): Promise<{ sums: Sums; files: Staged[] } | null> {
    const own = await readNotes()
    const before = own ? stableJson(own) : ''
    const text = stableJson(joinNotes(own, notes))
    if (text === before) return null
    await mkdir(places.notebooks, { recursive: true })
    const files: Staged[] = []
    const put = async (name: string, content: string) => {
      const temporary = join(places.temporary, `notebook-${name}`)
      await writeFile(temporary, content)
      files.push({ temporary, target: join(places.notebooks, name) })
    }
    if (notebookOf(state)?.id === 0) await put('0.json', before)
    await put(`${id}.json`, text)
    const bytes = Buffer.from(text, 'utf8')
    return { sums: { size: bytes.length, sha256: sha256Of(bytes), crc32: crc32(bytes) }, files }
  }

  return {
    async merge(source, control, item) {
      // Overwritten, a document that was taken out could not be put back as it was.
      const out = takenOut(state).map((document) => ({ ...factsOfLine(document), isOut: true }))
      const target = [...liveDocuments(state).map(factsOfLine), ...out]
      const { registers, changed, rekey } = mergeRegisters(state.archive.registers, source.registers)
      const steps = planMerge(target, source.documents.map(factsOfLine), rekey)
      const run = new MergeRun(places, state, committer, source, control, steps)
      const lines = await run.run(rekey)
      if (control.signal.aborted) throw stopped()
      const id = (state.merges.at(-1)?.id ?? 0) + 1
      const notes = source.notebook && moveNotes(source.notebook, run.newIds())
      const staged = notes ? await stageNotes(id, notes) : null
      const isBack = (line: Line) => line.t === 'joined' && line.restored === true
      const added = lines.filter((line) => line.t === 'adopted' || isBack(line)).length
      const editions = lines.reduce(
        (sum, line) => sum + (line.t === 'joined' && !isBack(line) ? line.editions.length : 0),
        0,
      )
      const same = steps.length - added
      const isNothing = lines.length === 0 && !changed && !staged
      const counts = { added, editions, same, ...(isNothing ? {} : { merge: id }) }
      const rest: Line[] = [
        ...(changed ? [{ t: 'registers' as const, registers }] : []),
        ...lines,
        ...(item ? [{ t: 'took' as const, n: item.n, part: [...item.part], ...counts }] : []),
      ]
      const merged: Line = {
        t: 'merged',
        id,
        at: now(),
        source: { id: source.id, title: source.title },
        lines: rest.length,
        ...(staged ? { notebook: staged.sums } : {}),
      }
      const all = isNothing ? rest : [merged, ...rest]
      if (all.length > 0) await append(all, staged?.files)
      return { id: isNothing ? null : id, added, editions, same, notes }
    },
    async unmerge(ids) {
      checkUndoing(state, ids)
      const at = now()
      const [last, ...others] = [...ids].reverse().map((id) => ({ t: 'unmerged' as const, id, at }))
      if (last) await append([{ ...last, ...(others.length > 0 ? { lines: others.length } : {}) }, ...others])
    },
  }
}

/** Throws AppError where not all of these merges, in their order, can be taken back. */
function checkUndoing(state: WorkState, ids: readonly number[]): void {
  const known = state.merges.filter(({ undone }) => !undone)
  if (ids.some((id) => known.every((merge) => merge.id !== id))) {
    const message = 'This merge cannot be undone: the archive has no such merge, or it was undone before.'
    throw new AppError('not-found', message, { ids: ids.join(', ') })
  }
  const merges = known.slice(-ids.length)
  if (merges.length !== ids.length || merges.some(({ id }, index) => id !== ids[index])) {
    const message = 'This merge cannot be undone: another archive was merged after it. Undo that one first.'
    throw new AppError('conflict', message, { ids: ids.join(', ') })
  }
  // What the last of them made of each document.
  const left = new Map<string, DocumentLine>()
  for (const { added, joined } of merges) {
    for (const [id, line] of added) left.set(id, line)
    for (const [id, { after }] of joined) left.set(id, after)
  }
  for (const [documentId, after] of left) {
    const document = state.documents.get(documentId)
    // By what they say: a change that was taken back is none.
    const said = ({ metadata, editions, refusal, record }: DocumentLine) => [metadata, editions, refusal, record]
    if (!document || isDeepStrictEqual(said(document), said(after))) continue
    const message = `The merge was not undone: "${after.metadata.title.text}" has been changed since. Take documents out one by one instead.`
    throw new AppError('conflict', message, { documentId })
  }
}

/** Where the notes lie that are sealed with the archive now. */
export function notesPath(places: Places, state: WorkState): string | null {
  const current = notebookOf(state)
  if (!current) return null
  const kept = join(places.notebooks, `${current.id}.json`)
  return current.id > 0 || existsSync(kept) ? kept : join(places.folder, 'data', 'notebook.json')
}
