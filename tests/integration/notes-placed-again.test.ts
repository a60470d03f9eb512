/** A text changes: its notes are placed in it by themselves, as one act that can be taken back, and never twice. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  type Anchor,
  type AnchoringProgress,
  type Annotation,
  type CallContext,
  type Op,
  type OpDraft,
} from '#shared/contract'
import { describeTarget } from '#shared/domain/anchoring'
import { type Change, createIds, invert, makeOp } from '#shared/domain/records'
import { createServices, type HostPort, type Program } from '#main/services'
import { sealSmall } from '../support/small-archive'
import { testHost } from '../support/test-host'
import { until } from '../support/until'

const first = [
  '# Rīts Tallinā',
  'Ostā kopš rīta stāv divi svešzemju kuģi, un neviens nezina, ko tie gaida.',
  'Valdība sanāk pulksten deviņos. Ministrs lasa telegrammu no Maskavas un ilgi klusē.',
  'Vakarā delegācija brauc uz staciju, jo vilciens neatliek savu laiku.',
  'Pilsētā runā par bāzēm, par lidlaukiem un par to, cik ilgi tas viss turpināsies.',
]
const second = [
  first[0],
  'Piebilde: teksts ir pārlasīts pēc rokraksta.',
  first[1],
  'Valdība sanāk pulksten deviņos. Ministrs lasa vēstuli no Berlīnes un tūlīt pat runā.',
  'Agri no rīta delegācija dodas uz staciju; vēlāk tā pati delegācija brauc uz ostu.',
  first[4],
]

let folder = ''
let resources = ''
let dataFolder = ''
let program: Program
let told: AnchoringProgress[] = []
let archiveId = ''
let documentId = ''

const context: CallContext = { signal: new AbortController().signal, progress: () => undefined }
const newId = createIds({ now: () => Date.now(), random: (count) => crypto.getRandomValues(new Uint8Array(count)) })

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'avots-placed-'))
  resources = mkdtempSync(join(folder, 'resources-'))
  await sealSmall(resources, {}, 'starter.avots.zip')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const start = (host: Partial<HostPort> = {}) =>
  createServices(testHost({ kind: 'browser', dataFolder, resources, ...host }), (event, payload) => {
    if (event === 'anchoringProgressed') told.push(payload as AnchoringProgress)
  })

function write(name: string, paragraphs: readonly (string | undefined)[]): string {
  const path = join(dataFolder, name)
  writeFileSync(path, paragraphs.join('\n\n'))
  return path
}

async function commit(changes: readonly Change[], undoOf: readonly string[] = []): Promise<void> {
  const { clock, device } = await program.services.notebooks.status({}, context)
  const time = new Date().toISOString()
  const ops: OpDraft[] = changes.map((change, n) =>
    makeOp(change, {
      opId: newId(),
      time,
      actor: 'reader',
      device,
      clock: clock + n + 1,
      ...(undoOf[n] === undefined ? {} : { undoOf: undoOf[n] }),
    }),
  )
  await program.services.notebooks.commit({ ops }, context)
}

async function annotate(words: string): Promise<Annotation> {
  const { model, edition } = await program.services.documents.open({ documentId }, context)
  const at = model.text.indexOf(words)
  const created = new Date().toISOString()
  const note: Annotation = {
    id: newId(),
    targets: [describeTarget({ ...model, docId: documentId, editionId: edition.id }, at, at + words.length)],
    kind: 'note',
    colour: 'A',
    tagIds: [],
    note: words,
    created,
    updated: created,
    rev: 1,
    deletedAt: null,
  }
  await commit([{ table: 'annotations', before: null, after: note }])
  return note
}

const allOps = async (): Promise<Op[]> =>
  (await program.services.notebooks.replay({ afterSeq: 0, limit: 5000 }, context)).ops
async function rows(): Promise<Map<string, Anchor>> {
  const { records } = await program.services.notebooks.records({ cursor: 0, limit: 5000 }, context)
  return new Map(records.flatMap((row) => (row.table === 'anchors' ? [[row.record.annId, row.record]] : [])))
}
const newEdition = (paragraphs: readonly (string | undefined)[], name = 'labots.md') =>
  program.services.documents.import({ archiveId, paths: [write(name, paragraphs)], editionOf: documentId }, context)
const ended = () => until(() => told.some(({ state }) => state !== 'running'))

beforeEach(async () => {
  dataFolder = mkdtempSync(join(folder, 'data-'))
  told = []
  program = await start()
  archiveId = (await program.services.archives.create({ title: 'Rīta ziņas', language: 'lv' }, context)).id
  const report = await program.services.documents.import({ archiveId, paths: [write('rīts.md', first)] }, context)
  documentId = report.outcomes[0]?.documentId ?? ''
})
afterEach(() => program.close())

test('a new edition places the notes, in one act that can be taken back, and not twice', async () => {
  const sure = await annotate('divi svešzemju kuģi')
  const unsure = await annotate('delegācija brauc uz staciju')
  const before = (await allOps()).length
  await newEdition(second)
  await ended()
  expect(told.at(-1)).toMatchObject({
    state: 'done',
    total: 2,
    counts: { anchored: 1, review: 1 },
    documentIds: [documentId],
  })

  const { model } = await program.services.documents.open({ documentId }, context)
  const placed = await rows()
  const found = placed.get(sure.id)
  expect(found).toMatchObject({ id: `${sure.id}/0/${documentId}.2`, state: 'anchored' })
  expect(model.text.slice(found?.start ?? 0, found?.end ?? 0)).toBe('divi svešzemju kuģi')
  expect(found?.confirmedBy).toBeUndefined()
  expect(placed.get(unsure.id)).toMatchObject({ state: 'review', start: null })
  expect(placed.get(unsure.id)?.candidates.length).toBeGreaterThan(0)

  const made = (await allOps()).slice(before)
  expect(made).toHaveLength(2)
  expect(new Set(made.map(({ group }) => group)).size).toBe(1)
  expect(made[0]).toMatchObject({ table: 'anchors', verb: 'create', label: 'undo.placeNotes' })

  // Asked again: nothing is left to do. Another start, and a change elsewhere, do not repeat it either.
  expect(await program.services.anchors.place({}, context)).toEqual({ anchored: 0, moved: 0, review: 0, orphan: 0 })
  const length = (await allOps()).length
  await program.close()
  program = await start()
  await program.services.archives.create({ title: 'Cits', language: 'lv' }, context)
  expect(await program.services.anchors.place({}, context)).toEqual({ anchored: 0, moved: 0, review: 0, orphan: 0 })
  expect((await allOps()).length).toBe(length)

  // One undo: its inverse takes all rows away; asked for, they come back the same.
  const inverse = made.toReversed().map((op) => {
    const change = invert(op, op.after, new Date().toISOString())
    if (!change) throw new Error('nothing to take back')
    return change
  })
  await commit(
    inverse,
    made.toReversed().map(({ opId }) => opId),
  )
  expect((await rows()).size).toBe(0)
  expect(await program.services.anchors.place({ documentId }, context)).toMatchObject({ anchored: 1, review: 1 })
  expect(await rows()).toEqual(placed)
})

test('what a person confirmed is never overwritten, and is what the next edition starts from', async () => {
  const unsure = await annotate('delegācija brauc uz staciju')
  await newEdition(second)
  await ended()
  const row = (await rows()).get(unsure.id)
  const [candidate] = row?.candidates ?? []
  if (!row || !candidate) throw new Error('no candidate')
  const { start: from, end: to } = candidate
  const confirmed: Anchor = { ...row, state: 'anchored', start: from, end: to, candidates: [], confirmedBy: '' }
  await commit([{ table: 'anchors', before: row, after: confirmed }])
  expect(await program.services.anchors.place({ again: true }, context)).toEqual({
    anchored: 0,
    moved: 0,
    review: 0,
    orphan: 0,
  })
  expect((await rows()).get(unsure.id)).toEqual(confirmed)

  told = []
  await newEdition([...second.slice(0, 1), 'Vēl viena piebilde.', ...second.slice(1)], 'vēlreiz.md')
  await ended()
  const { records } = await program.services.notebooks.records({ cursor: 0, limit: 5000 }, context)
  const third = records.flatMap((one) =>
    one.table === 'anchors' && one.record.editionId === `${documentId}.3` ? [one.record] : [],
  )[0]
  const { model: two } = await program.services.documents.open({ documentId, edition: 2 }, context)
  const { model: three } = await program.services.documents.open({ documentId }, context)
  expect(third?.state).toBe('anchored')
  expect(three.text.slice(third?.start ?? 0, third?.end ?? 0)).toBe(two.text.slice(from, to))
})

test('an older edition is placed in when it is asked for, and ranges are found without keeping anything', async () => {
  await newEdition(second)
  const late = await annotate('teksts ir pārlasīts')
  const there = await annotate('divi svešzemju kuģi')
  expect(await program.services.anchors.place({ documentId, edition: 1 }, context)).toMatchObject({ anchored: 1 })
  const placed = await rows()
  expect(placed.get(there.id)).toMatchObject({ editionId: `${documentId}.1`, state: 'anchored' })
  expect(placed.get(late.id)?.start).toBeNull()
  const length = (await allOps()).length
  const { model } = await program.services.documents.open({ documentId, edition: 1 }, context)
  const at = model.text.indexOf('svešzemju')
  const [found] = await program.services.anchors.find(
    { documentId, from: 1, to: 2, ranges: [{ start: at, end: at + 9 }] },
    context,
  )
  expect(found).toMatchObject({ state: 'anchored' })
  expect((await allOps()).length).toBe(length)
  await expect(program.services.anchors.place({ documentId, edition: 9 }, context)).rejects.toMatchObject({
    code: 'unknown-document',
  })
})

test('a stopped call keeps nothing', async () => {
  await annotate('divi svešzemju kuģi')
  const controller = new AbortController()
  controller.abort()
  await newEdition(second)
  await expect(
    program.services.anchors.place({ documentId, edition: 2 }, { ...context, signal: controller.signal }),
  ).rejects.toMatchObject({ code: 'cancelled' })
})

/**
 * Programs whose thread that places notes finds every note at 0 to 4, ends without an answer where the text has the word
 * "AVĀRIJA", and where it has the word "GAIDA" goes on with telling its progress until there is a file `go`. Each text
 * that it is asked about stands in `asked`.
 */
function oddThread(): string {
  const programs = join(dataFolder, 'programs')
  mkdirSync(programs)
  writeFileSync(
    join(programs, 'anchoring-worker.js'),
    `const { appendFileSync, existsSync } = require('node:fs')
     const { join } = require('node:path')
     const { parentPort } = require('node:worker_threads')
     parentPort.on('message', ({ now, quotes }) => {
       appendFileSync(join(__dirname, 'asked'), JSON.stringify(now) + '\\n')
       if (now.includes('AVĀRIJA')) process.exit(3)
       const placement = { state: 'anchored', start: 0, end: 4, score: 1, method: 'exact', candidates: [] }
       const end = () => parentPort.postMessage({ t: 'done', result: quotes.map(() => placement) })
       const wait = () => {
         if (existsSync(join(__dirname, 'go'))) return end()
         parentPort.postMessage({ t: 'progress', stage: 'anchor', done: 0, total: quotes.length })
         setTimeout(wait, 20)
       }
       if (now.includes('GAIDA')) wait()
       else end()
     })`,
  )
  return programs
}
const askedOf = (programs: string) =>
  readFileSync(join(programs, 'asked'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as string)

test('a text in which notes cannot be placed holds up no other, and is not tried again', async () => {
  const lost = await annotate('divi svešzemju kuģi')
  const other = await program.services.documents.import(
    { archiveId, paths: [write('vakars.md', ['# Vakars', ...first.slice(1)])] },
    context,
  )
  const otherId = other.outcomes[0]?.documentId ?? ''
  const firstId = documentId
  documentId = otherId
  const kept = await annotate('Pilsētā runā par bāzēm')
  documentId = firstId
  await program.close()

  // The command line does not place notes: both texts have changed when the program starts.
  const line = await start({ kind: 'cli' })
  const change = (editionOf: string, name: string, words: string) =>
    line.services.documents.import({ archiveId, paths: [write(name, [words, ...first])], editionOf }, context)
  await change(firstId, 'slikts.md', 'AVĀRIJA')
  await change(otherId, 'labs.md', 'Labs teksts.')
  await line.close()
  const programs = oddThread()
  program = await start({ programs })
  await ended()
  expect(told.at(-1)).toMatchObject({ state: 'failed', counts: { anchored: 1 } })
  expect([...(await rows()).keys()]).toEqual([kept.id])

  told = []
  await program.services.documents.import(
    { archiveId, paths: [write('labāks.md', ['Vēl labāks teksts.', ...first])], editionOf: otherId },
    context,
  )
  await ended()
  expect(told.at(-1)).toMatchObject({ state: 'done', documentIds: [otherId], counts: { anchored: 1 } })
  expect(askedOf(programs).filter((text) => text.includes('AVĀRIJA'))).toHaveLength(1)
  expect((await rows()).has(lost.id)).toBe(false)
})

test('a note that is changed while it is looked for gets the place of its new words', async () => {
  const changed = await annotate('divi svešzemju kuģi')
  const deleted = await annotate('delegācija brauc uz staciju')
  const { model, edition } = await program.services.documents.open({ documentId }, context)
  await program.close()
  const programs = oddThread()
  program = await start({ programs })
  await newEdition(['GAIDA', ...second])
  await until(() => told.some(({ state }) => state === 'running'))
  const at = model.text.indexOf('neviens nezina')
  const target = describeTarget({ ...model, docId: documentId, editionId: edition.id }, at, at + 14)
  const time = new Date().toISOString()
  await commit([{ table: 'annotations', before: deleted, after: { ...deleted, deletedAt: time, rev: 2 } }])
  await commit([{ table: 'annotations', before: changed, after: { ...changed, targets: [target], rev: 2 } }])
  writeFileSync(join(programs, 'go'), '')
  // Nothing was kept of the first run, which still says that it ended; the second one is about the new words.
  await until(() => told.filter(({ state }) => state === 'done').length === 2)
  expect(told.filter(({ state }) => state === 'done').map(({ total, counts }) => [total, counts.anchored])).toEqual([
    [2, 0],
    [1, 1],
  ])
  expect([...(await rows()).keys()]).toEqual([changed.id])
})
