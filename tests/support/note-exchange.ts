/** Documents and a notebook of every kind of note, for tests of the exchange of notes. */
import { describeTarget } from '#shared/domain/anchoring'
import { createAnchoringEngine } from '#main/services/anchoring'
import type { Annotation, CallContext, Link, Tag } from '#shared/contract'
import { applyOp, createTables, makeOp, nameKeyOf, type Tables } from '#shared/domain/records'
import {
  type InFile,
  type NotebookSide,
  understandNotes,
  type OutFile,
  writeNotes,
} from '#main/services/notebooks/exchange'
import type { NoteFormat } from '#shared/contract'
import { makeDocument, type OpenedDocument } from './report-sources'

export const context: CallContext = { signal: new AbortController().signal, progress: () => undefined }
export const TIME = '2026-11-29T03:00:00.000Z'

export const pact = makeDocument(
  { id: `d${'1'.repeat(24)}`, title: 'Palīdzības pakts', lang: 'lv', creators: ['A. Autors'] },
  [
    { kind: 'heading', text: 'Palīdzības pakts', level: 1 },
    { kind: 'para', text: 'Puses 𝔄𝔅 palīdz viena otrai ar "visiem" līdzekļiem & <spēkiem>; 👩‍👩‍👧 un 🇱🇻.' },
    { kind: 'para', text: '*Puses* palīdz _arī_ citādi: #5 un `kods` -- tā ir = formula, [saite](x).' },
    { kind: 'para', text: 'Puses palīdz trešo reizi. Beigas e\u0301 nav.'.normalize('NFC') },
  ],
)
export const scan = makeDocument({ id: `d${'2'.repeat(24)}`, title: 'Skenēta lapa', lang: 'lv' }, [
  { kind: 'para', text: 'Lapas teksts ar vārdiem, kuri stāv tikai šeit.' },
])
scan.model.pages.push({ n: 1, label: '1', start: 0, end: 10, width: 800, height: 1000, unit: 'px' })
scan.model.pages.push({ n: 2, label: '2', start: 10, end: 20, width: 800, height: 1000, unit: 'px' })

export const shelf = (...documents: OpenedDocument[]): NotebookSide['shelf'] => ({
  documents: () => documents.map(({ summary }) => summary),
  open: (id) => {
    const found = documents.find(({ summary }) => summary.id === id)
    return found ? Promise.resolve(found) : Promise.reject(new Error(`no ${id}`))
  },
})

export const uuid = (n: number) => `01936f00-0000-7000-8000-${String(n).padStart(12, '0')}`

const lifetime = (n: number) => {
  const at = `2026-11-2${n % 9}T10:00:00.00${n % 10}Z`
  return { created: at, updated: at, rev: 1, deletedAt: null }
}

export function targetOn(document: OpenedDocument, words: string, occurrence = 1): Annotation['targets'][number] {
  let at = -1
  for (let n = 0; n < occurrence; n += 1) at = document.model.text.indexOf(words, at + 1)
  if (at < 0) throw new Error(`"${words}" is not in the document`)
  const { text, blocks, anchors } = document.model
  const described = { docId: document.summary.id, editionId: document.edition.id, text, blocks, anchors }
  return describeTarget(described, at, at + words.length)
}

export function note(n: number, part: Partial<Annotation>): Annotation {
  return {
    id: uuid(n),
    targets: [targetOn(pact, 'Puses')],
    kind: 'note',
    colour: null,
    tagIds: [],
    note: '',
    ...lifetime(n),
    ...part,
  }
}

export function tag(n: number, name: string, part: Partial<Tag> = {}): Tag {
  return { id: uuid(n), parentId: '', name, nameKey: nameKeyOf(name), colour: null, note: '', ...lifetime(n), ...part }
}

export const tags = {
  bases: tag(101, 'Bāzes; un/citi', { colour: 'B', note: 'Kur stāv karaspēks.\nDivās rindās.' }),
  garrisons: tag(102, 'Garnizoni', { parentId: uuid(101) }),
  numbers: tag(103, '1939'),
}

export const notes = {
  astral: note(1, {
    targets: [targetOn(pact, '𝔅 palīdz viena')],
    note: 'Ar **zvaigznīti** un 😀.\n\nOtrā rindkopa: <!-- avots --> un "pēdiņas"; =1+1',
    colour: 'C',
    tagIds: [tags.garrisons.id, tags.numbers.id],
  }),
  highlight: note(2, { kind: 'highlight', colour: 'A', targets: [targetOn(pact, '👩‍👩‍👧 un 🇱🇻')] }),
  formula: note(3, {
    kind: 'question',
    answered: true,
    note: '=SUM(A1)\n#nav-birka',
    targets: [targetOn(pact, '= formula, [saite](x)')],
  }),
  correction: note(4, {
    kind: 'correction',
    correction: '_arī_ citādi: #5 -- "šā"; =tā\nnākamā',
    note: '-mīnuss',
    targets: [targetOn(pact, '_arī_ citādi: #5 un `kods` -- tā')],
  }),
  document: note(5, {
    targets: [{ kind: 'document', docId: pact.summary.id, editionId: pact.edition.id }],
    note: 'Par visu.',
    tagIds: [tags.bases.id],
  }),
  reply: note(6, {
    kind: 'reply',
    replyTo: uuid(1),
    targets: [targetOn(pact, '𝔅 palīdz viena')],
    note: '> citēts\n\natbilde',
  }),
  rect: note(7, {
    note: 'Zīmogs',
    targets: [
      {
        kind: 'region',
        docId: scan.summary.id,
        editionId: scan.edition.id,
        page: 2,
        shape: { type: 'rect', x: 10, y: 20, w: 300, h: 40 },
      },
    ],
  }),
  polygon: note(8, {
    note: 'Paraksts',
    targets: [
      {
        kind: 'region',
        docId: scan.summary.id,
        editionId: scan.edition.id,
        page: 1,
        shape: {
          type: 'polygon',
          points: [
            [1.5, 2],
            [30, 4.25],
            [15, 60],
          ],
        },
      },
    ],
  }),
  several: note(9, {
    note: 'Divas vietas',
    targets: [targetOn(pact, 'Puses', 2), targetOn(scan, 'tikai šeit')],
    tagIds: [tags.numbers.id],
  }),
  orphan: note(10, {
    note: 'Bez vietas',
    targets: [
      {
        kind: 'text',
        docId: pact.summary.id,
        editionId: '',
        start: 0,
        end: 9,
        exact: 'pazudis vārds',
        prefix: 'pirms ',
        suffix: ' pēc',
      },
    ],
  }),
  spaced: note(11, { note: '  ar atkāpi\n', targets: [targetOn(scan, 'Lapas teksts')] }),
  third: note(12, { note: 'Trešā', colour: 'E', targets: [targetOn(pact, 'Puses', 3)] }),
}

export const links: Link[] = [{ id: uuid(201), from: uuid(1), to: uuid(12), type: 'sk. arī', ...lifetime(1) }]

export function tablesOf(
  annotations: readonly Annotation[] = Object.values(notes),
  tagList: readonly Tag[] = Object.values(tags),
  linkList: readonly Link[] = links,
): Tables {
  const tables = createTables()
  for (const one of annotations) tables.annotations.set(one.id, one)
  for (const one of tagList) tables.tags.set(one.id, one)
  for (const one of linkList) tables.links.set(one.id, one)
  return tables
}

export const side = (tables: Tables = tablesOf(), documents: OpenedDocument[] = [pact, scan]): NotebookSide => ({
  view: tables,
  shelf: shelf(...documents),
  // No built worker is there: it runs in process.
  engine: createAnchoringEngine(''),
})

export const write = (format: NoteFormat, of: NotebookSide = side()) =>
  writeNotes(of, { format, author: '', version: '0.0.0' }, context)

export const asInput = (files: readonly OutFile[]): InFile[] => files.map(({ path, bytes }) => ({ name: path, bytes }))

export const understand = (files: readonly InFile[], into: NotebookSide = side(createTables()), format?: NoteFormat) =>
  understandNotes(into, files, { format, time: TIME }, context)

/** The tables after the changes of an import. */
export function applied(
  understood: { changes: Parameters<typeof makeOp>[0][] },
  tables: Tables = createTables(),
): Tables {
  understood.changes.forEach((change, n) => {
    applyOp(tables, makeOp(change, { opId: uuid(900 + n), time: TIME, actor: '', device: 'test', clock: n }))
  })
  return tables
}

export const textFile = (name: string, text: string): InFile => ({ name, bytes: Buffer.from(text) })

/** What of a target matters when it has made its way: structure is described anew, context may be shorter. */
export const placeOf = (target: Annotation['targets'][number]) =>
  target.kind === 'text'
    ? {
        kind: target.kind,
        docId: target.docId,
        exact: target.exact,
        start: target.editionId === '' ? -1 : target.start,
      }
    : target.kind === 'region'
      ? { kind: target.kind, docId: target.docId, page: target.page, shape: target.shape }
      : { kind: target.kind, docId: target.docId }
