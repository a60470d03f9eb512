/** Notes from a REFI-QDA project of anyone's: every selection as the words it stands on, which are then looked for. */
import { createHash } from 'node:crypto'
import { AppError } from '#shared/contract'
import { quoteAt } from '#shared/domain/anchoring'
import { decodeText, elementsOf, readXmlTree, type XmlElement } from '../../../documents'
import type {
  ForeignLink,
  ForeignNote,
  ForeignPlace,
  ForeignTarget,
  InFile,
  ReadNotes,
  RefusedNote,
  SourceHint,
} from '../format'
import { wordsOf } from '../format'
import { instantOf } from '../identity'
import type { Losses } from '../losses'
import { readRegion } from '../regions'
import { guidOf, rawText, readCodes } from './codes'
import { rangesOf } from './positions'
import { REPLY, SAME_NOTE } from './write'

interface Memo {
  text: string
  created: string | undefined
  updated: string | undefined
}

/** A note in the making: what one selection, or one whole source, says. */
interface Draft {
  key: string
  target: ForeignTarget
  tags: string[]
  memos: string[]
  /** A note of its own that is no selection: its words are the memo of the same key. */
  description: string
  created: string | undefined
  updated: string | undefined
}

class Project {
  readonly drafts: Draft[] = []
  readonly refused: RefusedNote[] = []
  readonly memos = new Map<string, Memo>()
  /** Guids of sources by words that say which document each is. */
  readonly sources = new Map<string, string>()
  private readonly files: ReadonlyMap<string, InFile>

  constructor(
    files: readonly InFile[],
    private readonly losses: Losses,
  ) {
    this.files = new Map(files.map((file) => [file.name.split('/').at(-1)?.toLowerCase() ?? '', file]))
  }

  /** Text of a source or a note: inside the element, or a file of the package. Null where it lies outside. */
  private async textOf(element: XmlElement): Promise<{ text: string; hasMark: boolean } | null> {
    const content = elementsOf(element, 'PlainTextContent')[0]
    if (content) return { text: rawText(content), hasMark: false }
    const path = element.attributes['plainTextPath']
    const file = path === undefined ? undefined : this.files.get(path.split(/[/\\]/).at(-1)?.toLowerCase() ?? '')
    if (!file) return null
    const { text, how } = await decodeText(file.bytes, { fileName: file.name })
    return { text, hasMark: how === 'byte-order mark' }
  }

  async readMemos(notes: XmlElement | undefined): Promise<void> {
    for (const note of notes ? elementsOf(notes, 'Note') : []) {
      const { name, creationDateTime, modifiedDateTime } = note.attributes
      this.memos.set(guidOf(note), {
        text: ((await this.textOf(note))?.text ?? name ?? '').replace(/\r\n?/g, '\n'),
        created: instantOf(creationDateTime),
        updated: instantOf(modifiedDateTime),
      })
    }
  }

  async readSources(sources: XmlElement | undefined): Promise<void> {
    for (const source of sources ? elementsOf(sources) : []) {
      const names = [source.attributes['name'] ?? '', ...[source.attributes['path']].flatMap((path) => path ?? [])]
      const hint: SourceHint = { names: names.filter((name) => name.trim() !== '') }
      if (source.name === 'TextSource') await this.readText(source, hint)
      else if (source.name === 'PictureSource' || source.name === 'PDFSource') await this.readPages(source, hint)
      else this.losses.add('media', null, { source: hint.names[0] ?? '' })
      if (elementsOf(source, 'VariableValue').length > 0) this.losses.add('variables', null)
    }
  }

  private async readText(source: XmlElement, hint: SourceHint): Promise<void> {
    const raw = await this.textOf(source)
    const selections = elementsOf(source, 'PlainTextSelection')
    const positions = selections.map(({ attributes }) => ({
      start: Number(attributes['startPosition'] ?? Number.NaN),
      end: Number(attributes['endPosition'] ?? Number.NaN),
      name: attributes['name'] ?? '',
    }))
    const whole = positions.map((one) =>
      Number.isInteger(one.start) && Number.isInteger(one.end) ? one : { ...one, start: 0, end: 0 },
    )
    const { text, ranges } = rangesOf(raw?.text ?? '', raw?.hasMark ?? false, whole)
    const sha256 = createHash('sha256').update(text.normalize('NFC')).digest('hex')
    const named: SourceHint = { names: raw === null ? hint.names : [sha256, ...hint.names] }
    this.sources.set(guidOf(source), named.names[0] ?? '')
    selections.forEach((selection, index) => {
      const range = ranges[index]
      const exact = range ? text.slice(range.start, range.end) : ''
      if (raw === null || !range || exact.trim() === '') {
        const code = raw === null ? 'qdpx-source' : 'qdpx-position'
        const details = { source: hint.names[0] ?? '' }
        this.refused.push({
          key: guidOf(selection),
          words: wordsOf(selection.attributes['name'] ?? '', ''),
          code,
          details,
        })
        return
      }
      const { prefix, suffix } = quoteAt(text, range)
      const place: ForeignPlace = {
        kind: 'text',
        exact: exact.normalize('NFC'),
        prefix: prefix.normalize('NFC'),
        suffix: suffix.normalize('NFC'),
        position: { ...range, unit: 'utf-16' },
      }
      this.add(selection, { source: named, place })
    })
    this.readWhole(source, named)
  }

  private async readPages(source: XmlElement, hint: SourceHint): Promise<void> {
    this.sources.set(guidOf(source), hint.names[0] ?? '')
    for (const inner of elementsOf(source, 'Representation', 'TextDescription')) await this.readText(inner, hint)
    for (const selection of elementsOf(source, 'PictureSelection', 'PDFSelection')) {
      const number = (name: string) => Number(selection.attributes[name] ?? Number.NaN)
      const [x1, y1, x2, y2] = ['firstX', 'firstY', 'secondX', 'secondY'].map(number)
      const words = elementsOf(selection, 'Representation')[0]
      const exact = words ? ((await this.textOf(words))?.text ?? '').trim() : ''
      if (exact !== '') {
        this.add(selection, { source: hint, place: { kind: 'text', exact, prefix: '', suffix: '' } })
        continue
      }
      if (
        x1 === undefined ||
        y1 === undefined ||
        x2 === undefined ||
        y2 === undefined ||
        ![x1, y1, x2, y2].every(Number.isFinite)
      ) {
        const details = { source: hint.names[0] ?? '' }
        this.refused.push({
          key: guidOf(selection),
          words: wordsOf(selection.attributes['name'] ?? '', ''),
          code: 'qdpx-position',
          details,
        })
        continue
      }
      const shape = {
        type: 'rect',
        x: Math.min(x1, x2),
        y: Math.min(y1, y2),
        w: Math.abs(x2 - x1),
        h: Math.abs(y2 - y1),
      } as const
      const page = selection.name === 'PDFSelection' ? Number(selection.attributes['page'] ?? 1) : 1
      this.add(selection, { source: hint, place: { kind: 'region', page, shape } })
    }
    this.readWhole(source, hint)
  }

  private add(selection: XmlElement, target: ForeignTarget): void {
    const codings = elementsOf(selection, 'Coding')
    this.drafts.push({
      key: guidOf(selection),
      target,
      tags: codings.flatMap(codeOf),
      memos: [selection, ...codings].flatMap(memosOf),
      description: rawText(elementsOf(selection, 'Description')[0]).trim(),
      created: instantOf(selection.attributes['creationDateTime']),
      updated: instantOf(selection.attributes['modifiedDateTime']),
    })
  }

  /** Codings and notes on a whole source: a coding that names a note belongs to it, one that names none stands alone. */
  private readWhole(source: XmlElement, hint: SourceHint): void {
    const target: ForeignTarget = { source: hint, place: { kind: 'document' } }
    const byMemo = new Map<string, string[]>(memosOf(source).map((memo) => [memo, []]))
    const alone: XmlElement[] = []
    for (const coding of elementsOf(source, 'Coding')) {
      const memos = memosOf(coding)
      if (memos.length === 0) alone.push(coding)
      for (const memo of memos) byMemo.set(memo, [...(byMemo.get(memo) ?? []), ...codeOf(coding)])
    }
    const draft = { target, memos: [], description: '', created: undefined, updated: undefined }
    for (const [memo, tags] of byMemo) this.drafts.push({ ...draft, key: memo, tags, memos: [memo] })
    const [first] = alone
    if (!first) return
    const created = instantOf(first.attributes['creationDateTime'])
    this.drafts.push({ ...draft, key: guidOf(first), tags: alone.flatMap(codeOf), created })
  }
}

const memosOf = (element: XmlElement) => elementsOf(element, 'NoteRef').map((ref) => guidOf(ref, 'targetGUID'))
const codeOf = (coding: XmlElement) => elementsOf(coding, 'CodeRef').map((ref) => guidOf(ref, 'targetGUID'))

/** `files` are those of one package; `name` is the package's. Throws AppError `damaged`. */
export async function readProject(files: readonly InFile[], name: string, losses: Losses): Promise<ReadNotes> {
  const qde =
    files.find((file) => /(?:^|\/)project\.qde$/i.test(file.name)) ?? files.find((file) => /\.qde$/i.test(file.name))
  if (!qde) throw new AppError('damaged', `"${name}" is no REFI-QDA project: it holds no project.qde.`, { name })
  const { root } = readXmlTree(
    Buffer.from(qde.bytes)
      .toString('utf8')
      .replace(/^\u{feff}/u, ''),
    name,
  )
  const part = (of: string) => elementsOf(root, of)[0]
  if (root.name !== 'Project') {
    throw new AppError('damaged', `"${name}" is no REFI-QDA project: it begins with <${root.name}>.`, { name })
  }
  for (const [element, code] of [
    ['Cases', 'cases'],
    ['Variables', 'variables'],
    ['Sets', 'sets'],
    ['Graphs', 'graphs'],
  ] as const) {
    if (part(element)) losses.add(code, null)
  }
  const codeBook = part('CodeBook')
  const tags = readCodes(codeBook && elementsOf(codeBook, 'Codes')[0], losses)
  const project = new Project(files, losses)
  await project.readMemos(part('Notes'))
  await project.readSources(part('Sources'))
  return assemble(project, tags, root)
}

interface LinkFacts {
  key: string
  name: string
  from: string
  to: string
}

function assemble(project: Project, tags: ReadNotes['tags'], root: XmlElement): ReadNotes {
  const all = elementsOf(root, 'Links')
    .flatMap((links) => elementsOf(links, 'Link'))
    .map((link): LinkFacts => ({
      key: guidOf(link),
      name: link.attributes['name'] ?? '',
      from: guidOf(link, 'originGUID'),
      to: guidOf(link, 'targetGUID'),
    }))
  const replies = new Map(all.filter(({ name }) => name === REPLY).map(({ from, to }) => [from, to]))
  const partOf = new Map(all.filter(({ name }) => name === SAME_NOTE).map(({ from, to }) => [from, to]))
  const { memos, drafts } = project
  /** Which note a guid of the file belongs to. */
  const owner = new Map<string, string>()
  for (const draft of drafts) owner.set(draft.key, partOf.get(draft.key) ?? draft.key)
  for (const draft of drafts)
    for (const memo of draft.memos) if (!owner.has(memo)) owner.set(memo, owner.get(draft.key) ?? draft.key)

  const notes: ForeignNote[] = []
  const used = new Set<string>()
  for (const draft of drafts) {
    if (partOf.has(draft.key)) continue
    const own = draft.memos.filter((memo) => !replies.has(memo))
    own.forEach((memo) => used.add(memo))
    const parts = drafts.filter((other) => partOf.get(other.key) === draft.key)
    const words = own.flatMap((memo) => memos.get(memo)?.text ?? [])
    const kept = memos.get(draft.key)
    const text = [...words, ...(draft.description === '' ? [] : [draft.description])].join('\n\n')
    const shown = /^([\s\S]*?)(?:\n\n)?\[(page=[^\]\n]+)\]$/.exec(text)
    const region = draft.target.place.kind === 'document' ? readRegion(shown?.[2] ?? '') : null
    notes.push({
      key: draft.key,
      targets: [region ? { ...draft.target, place: region } : draft.target, ...parts.map(({ target }) => target)],
      tags: draft.tags,
      note: region ? (shown?.[1] ?? '') : text,
      created: draft.created ?? kept?.created,
      updated: draft.updated ?? kept?.updated,
    })
  }
  for (const [key, memo] of memos) {
    if (used.has(key)) continue
    const replyTo = replies.get(key)
    const { text, created, updated } = memo
    // A note on the project as a whole is about no document.
    const targets = replyTo === undefined ? [{ source: { names: [] }, place: { kind: 'document' } as const }] : []
    notes.push({
      key,
      targets,
      note: text,
      ...(replyTo === undefined ? {} : { kind: 'reply' as const, replyTo: owner.get(replyTo) ?? replyTo }),
      created,
      updated,
    })
  }
  const links = all.flatMap((link): ForeignLink[] => {
    if (replies.get(link.from) === link.to || partOf.get(link.from) === link.to) return []
    const end = (id: string) => owner.get(id) ?? project.sources.get(id) ?? id
    return [{ key: link.key, from: end(link.from), to: end(link.to), type: link.name }]
  })
  return { notes: [...notes, ...project.refused], tags, links }
}
