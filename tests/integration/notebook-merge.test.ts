/** Taking another notebook in from files: what it tells before, what it does, and what it refuses. */
import { appendFileSync, cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { afterAll, expect, test } from 'vitest'
import { contract } from '#shared/contract'
import type { Notebook } from '#main/services/notebooks'
import { headerLine, opLine } from '#main/services/notebooks/journal-lines'
import { annotation, change, create, draft, tag } from '../support/notebook-drafts'
import { context, type TestFolder, testFolder, unsyncedFiles } from '../support/notebook-folder'

const places: TestFolder[] = []
afterAll(async () => {
  for (const place of places) await place.clean()
})
async function open(copyOf?: string) {
  const place = testFolder()
  places.push(place)
  if (copyOf !== undefined) {
    cpSync(copyOf, place.folder, { recursive: true, filter: (path) => !path.endsWith('lock.json') })
  }
  return { folder: place.folder, ...(await place.open({ files: unsyncedFiles, segmentBytes: 200 })) }
}

/** What a reader sees, without the count of changes. */
const seen = (notebook: Notebook) =>
  (['annotations', 'tags', 'links', 'comparisons'] as const).flatMap((table) =>
    [...notebook.records(table).values()]
      .filter(({ deletedAt }) => deletedAt === null)
      .map((record) => ({ ...record, rev: 0 }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
  )
const notesOf = (notebook: Notebook) =>
  [...notebook.records('annotations').values()].filter(({ deletedAt }) => deletedAt === null).map(({ note }) => note)

/** Two that were one: each has changed the same note since, and made one of its own. */
async function pair() {
  const ours = await open()
  const both = annotation({ note: 'Sākums' })
  await ours.notebook.service.commit({ ops: [draft({ table: 'annotations', before: null, after: both })] }, context)
  const theirs = await open(ours.folder)
  await ours.notebook.service.commit(
    { ops: [change(both, { note: 'Mūsu vārdi', updated: '2026-11-21T00:00:00.000Z' }), create({ note: 'Mūsu' })] },
    context,
  )
  const pact = tag('Pakti')
  const own = annotation({ note: 'Viņu', tagIds: [pact.id] })
  await theirs.notebook.service.commit(
    {
      ops: [
        change(both, { note: 'Viņu vārdi', colour: 'E', updated: '2026-11-22T00:00:00.000Z' }),
        draft({ table: 'tags', before: null, after: pact }),
        draft({ table: 'annotations', before: null, after: own }),
      ],
    },
    context,
  )
  return { ours, theirs, both, own }
}

test('a folder, its journal and its snapshot bring the same; it is told before, and one undo takes it back', async () => {
  const { ours, theirs, both, own } = await pair()
  const { id } = await theirs.notebook.service.takeSnapshot({}, context)
  const { previewMerge, merge, history, takeBack } = ours.notebook.service
  const before = seen(ours.notebook)
  const journal = readdirSync(theirs.folder).filter((name) => name.startsWith('journal-'))
  expect(journal.length).toBeGreaterThan(1)
  const sources = [
    [theirs.folder],
    journal.reverse().map((name) => join(theirs.folder, name)),
    [join(theirs.folder, 'snapshots', id)],
  ]
  for (const paths of sources) {
    const preview = await previewMerge({ paths }, context)
    expect(v.parse(contract.notebooks.previewMerge.output, preview)).toEqual(preview)
    expect(preview).toMatchObject({
      isSame: true,
      isCut: false,
      notes: { added: 1, changed: 1, away: 0 },
      replies: { added: 1 },
      tags: { added: 1 },
      versions: 1,
      documents: ['d1'],
      conflictCount: 1,
      conflicts: [
        { id: both.id, what: 'both', fields: ['note'], winner: 'theirs', ours: 'Mūsu vārdi', theirs: 'Viņu vārdi' },
      ],
    })
    expect(preview.listed.find((note) => note.id === own.id)).toMatchObject({ what: 'added', then: 'Viņu' })
    expect(seen(ours.notebook)).toEqual(before)

    const { changes } = await merge({ paths }, context)
    expect(changes).toBe(preview.changes)
    expect(notesOf(ours.notebook).sort()).toEqual(['Mūsu', 'Mūsu vārdi', 'Viņu', 'Viņu vārdi'])
    expect(ours.notebook.records('annotations').get(both.id)).toMatchObject({ note: 'Viņu vārdi', colour: 'E' })
    expect(await merge({ paths }, context)).toEqual({ changes: 0 })
    expect(await previewMerge({ paths: [theirs.folder] }, context)).toMatchObject({ changes: 0, conflictCount: 0 })

    const { undo, lastSeq } = await history({ limit: 1 }, context)
    expect(undo[0]).toMatchObject({ label: 'undo.mergeNotebook' })
    await takeBack({ ...(undo[0] ?? { key: '', first: 0, last: 0 }), lastSeq }, context)
    expect(seen(ours.notebook)).toEqual(before)
  }
  expect((await ours.notebook.service.snapshots({}, context)).map(({ reason }) => reason)).toContain('before-change')
})

test('both ways give the same notebook, also after a restart', async () => {
  const { ours, theirs } = await pair()
  const copy = testFolder()
  places.push(copy)
  cpSync(ours.folder, copy.folder, { recursive: true })
  await ours.notebook.service.merge({ paths: [theirs.folder] }, context)
  await theirs.notebook.service.merge({ paths: [copy.folder] }, context)
  expect(seen(theirs.notebook)).toEqual(seen(ours.notebook))
  await ours.notebook.close()
  const again = testFolder()
  places.push(again)
  cpSync(ours.folder, again.folder, { recursive: true })
  expect(seen((await again.open()).notebook)).toEqual(seen(theirs.notebook))
  expect(await theirs.notebook.service.merge({ paths: [ours.folder] }, context)).toEqual({ changes: 0 })
})

test('a foreign notebook comes whole; a journal that is being written is read as far as it is complete', async () => {
  const ours = await open()
  const theirs = await open()
  await theirs.notebook.service.commit({ ops: [create({ note: 'Sveša' })] }, context)
  appendFileSync(join(theirs.folder, 'journal-1.ndjson'), 'abc {"schema"')
  const data = testFolder()
  places.push(data)
  mkdirSync(data.folder, { recursive: true })
  cpSync(theirs.folder, join(data.folder, 'notebook'), { recursive: true })
  expect(await ours.notebook.service.previewMerge({ paths: [data.folder] }, context)).toMatchObject({
    isSame: false,
    isCut: true,
  })
  await ours.notebook.service.merge({ paths: [data.folder] }, context)
  expect(notesOf(ours.notebook)).toEqual(['Sveša'])
})

test('what is damaged, cut, mixed, or no notebook at all is refused, and nothing is changed', async () => {
  const { ours, theirs } = await pair()
  const stranger = await open()
  await stranger.notebook.service.commit({ ops: [create()] }, context)
  const { id } = await theirs.notebook.service.takeSnapshot({}, context)
  const yard = testFolder()
  places.push(yard)
  let count = 0
  const folderOf = (name: string, bytes: (content: Buffer) => Buffer | string) => {
    count += 1
    const folder = join(yard.folder, `${count}`)
    mkdirSync(folder, { recursive: true })
    cpSync(theirs.folder, folder, { recursive: true })
    writeFileSync(join(folder, name), bytes(readFileSync(join(folder, name))))
    return folder
  }
  const flip = (content: Buffer) => {
    const at = Math.floor(content.length / 2)
    content.writeUInt8(content.readUInt8(at) ^ 1, at)
    return content
  }
  const first = join(theirs.folder, 'journal-1.ndjson')
  const second = join(theirs.folder, 'journal-2.ndjson')
  const words = join(yard.folder, 'vārdi.ndjson')
  const empty = join(yard.folder, 'empty')
  const linked = join(yard.folder, 'linked')
  mkdirSync(empty, { recursive: true })
  mkdirSync(linked)
  writeFileSync(words, 'nav žurnāls\n')
  symlinkSync(first, join(linked, 'journal-1.ndjson'))
  /** A journal whose checksums hold: only what it says is wrong. */
  const forged = (patch: object) => {
    count += 1
    const path = join(yard.folder, `forged-${count}.ndjson`)
    const [, json = ''] = /^\S+ (.*)\n/.exec(readFileSync(first, 'utf8')) ?? []
    const header = JSON.parse(json) as Parameters<typeof headerLine>[1]
    const head = headerLine(header.prev, header)
    const op = { ...create(), v: 1 as const, seq: 1, ...patch }
    writeFileSync(path, head.text + opLine(head.hash, op, 0).text)
    return path
  }
  const newer = join(yard.folder, 'newer.ndjson')
  const { text } = headerLine('0'.repeat(64), { schema: 'avots-journal', v: 2, prev: '0'.repeat(64) } as never)
  writeFileSync(newer, text)

  const deep = join(yard.folder, 'deep.ndjson')
  let parentId = ''
  const [, json = ''] = /^\S+ (.*)\n/.exec(readFileSync(first, 'utf8')) ?? []
  const lines = [headerLine((JSON.parse(json) as { prev: string }).prev, JSON.parse(json) as never)]
  for (let seq = 1; seq <= 5000; seq += 1) {
    const after = tag('Dziļi', { parentId })
    parentId = after.id
    const op = { ...draft({ table: 'tags', before: null, after }), v: 1 as const, seq }
    lines.push(opLine(lines.at(-1)?.hash ?? '', op, 0))
  }
  writeFileSync(deep, lines.map((line) => line.text).join(''))

  const lined = join(yard.folder, 'lined.ndjson')
  writeFileSync(lined, readFileSync(first, 'utf8') + 'a'.repeat(17 * 1024 * 1024))

  const cases: [string, string[]][] = [
    ['journal-damaged', [folderOf('journal-1.ndjson', flip)]],
    ['journal-damaged', [folderOf('journal-1.ndjson', (content) => content.subarray(0, content.length - 40))]],
    ['journal-damaged', [second]],
    ['journal-damaged', [first, join(stranger.folder, 'journal-1.ndjson')]],
    ['journal-damaged', [join(folderOf(`snapshots/${id}`, flip), 'snapshots', id)]],
    ['journal-damaged', [forged({ targetId: 'another' })]],
    ['journal-damaged', [forged({ clock: 2 ** 31 })]],
    ['file-too-large', [lined]],
    ['journal-damaged', [forged({ verb: 'purge' })]],
    ['journal-damaged', [forged({ seq: 7 })]],
    ['journal-damaged', [forged({ before: null, after: null })]],
    ['too-deep', [deep]],
    ['version-newer', [newer]],
    ['unsupported-format', [words]],
    ['unsupported-format', [empty]],
    ['unsupported-format', [linked]],
    ['unsupported-format', [folderOf('journal-1.ndjson', () => '')]],
    ['not-found', [join(yard.folder, 'gone')]],
    ['bad-request', ['journal-1.ndjson']],
  ]
  const before = seen(ours.notebook)
  const { lastSeq } = (await ours.notebook.service.status({}, context)).head
  for (const [code, paths] of cases) {
    await expect(
      ours.notebook.service.previewMerge({ paths }, context),
      `${code} ${paths.join()}`,
    ).rejects.toMatchObject({ code })
    await expect(ours.notebook.service.merge({ paths }, context)).rejects.toMatchObject({ code })
  }
  // Taken in, a clock that is far ahead would be the reader's own; one that is only ahead is no harm.
  const { clock } = await ours.notebook.service.status({}, context)
  const found = clock + 2 ** 30 + 1
  await expect(
    ours.notebook.service.previewMerge({ paths: [forged({ clock: found })] }, context),
  ).rejects.toMatchObject({ details: { found, limit: found - 1 } })
  await ours.notebook.service.previewMerge({ paths: [forged({ clock: found - 1 })] }, context)
  expect(seen(ours.notebook)).toEqual(before)
  expect((await ours.notebook.service.status({}, context)).head.lastSeq).toBe(lastSeq)
})
