import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { annotation, change, create, draft, newId, plain, sealedNotebook, tag } from '../support/notebook-drafts'
import { context, type TestFolder, testFolder } from '../support/notebook-folder'

let place: TestFolder
beforeEach(() => (place = testFolder()))
afterEach(() => place.clean())

describe('journal', () => {
  it('answers after the line is in the file, and finds everything after a restart', async () => {
    const first = await place.open()
    const op = create({ note: 'pirmā' })
    const answer = await first.notebook.service.commit({ ops: [op] }, context)
    expect(answer.ops).toEqual([{ opId: op.opId, seq: 1 }])
    const text = readFileSync(join(place.folder, 'journal-1.ndjson'), 'utf8')
    expect(text).toContain(op.opId)
    expect(text.endsWith('\n')).toBe(true)
    expect(first.events.notebookChanged).toEqual([{ ops: [{ ...op, v: 1, seq: 1 }], head: answer.head }])
    await first.notebook.close()
    expect(existsSync(join(place.folder, 'lock.json'))).toBe(false)

    const second = await place.open()
    const status = await second.notebook.service.status({}, context)
    expect(status).toMatchObject({ mode: 'writer', notices: [], head: answer.head })
    expect(plain(second.notebook.records('annotations'))).toEqual({ [op.targetId]: op.after })
  })

  it('keeps notebook id and device id', async () => {
    const first = await (await place.open()).notebook.service.status({}, context)
    await place.open().catch(() => undefined)
    const identity: unknown = JSON.parse(readFileSync(join(place.folder, 'notebook.json'), 'utf8'))
    expect(identity).toMatchObject({ notebookId: first.head.notebookId, device: first.device })
  })

  it('knows an operation that is sent again, also after a restart and while it is being written', async () => {
    const { notebook } = await place.open()
    const op = create()
    const twice = await Promise.all([
      notebook.service.commit({ ops: [op] }, context),
      notebook.service.commit({ ops: [op] }, context),
    ])
    expect(twice.map((answer) => answer.ops[0]?.seq)).toEqual([1, 1])
    await notebook.close()
    const again = await place.open()
    const answer = await again.notebook.service.commit({ ops: [op] }, context)
    expect(answer.ops).toEqual([{ opId: op.opId, seq: 1 }])
    expect(answer.head.lastSeq).toBe(1)
  })

  it('writes commits that wait together, in order', async () => {
    const { notebook, events } = await place.open()
    const ops = Array.from({ length: 300 }, () => create())
    const answers = await Promise.all(ops.map((op) => notebook.service.commit({ ops: [op] }, context)))
    expect(answers.map((answer) => answer.ops[0]?.seq)).toEqual(ops.map((_, index) => index + 1))
    expect(events.notebookChanged?.length).toBeLessThan(20)
    expect(events.notebookChanged?.flatMap((event) => event.ops.map((op) => op.seq))).toEqual(
      ops.map((_, index) => index + 1),
    )
  })

  it('takes all operations of a commit or none', async () => {
    const { notebook } = await place.open()
    const made = annotation()
    const good = draft({ table: 'annotations', before: null, after: made })
    const stale = change({ ...annotation(), rev: 4 }, { note: 'x' })
    await expect(notebook.service.commit({ ops: [good, stale] }, context)).rejects.toMatchObject({ code: 'conflict' })
    expect(notebook.records('annotations').size).toBe(0)
    const both = [draft({ table: 'annotations', before: null, after: made }), change(made, { note: 'otrā' })]
    await notebook.service.commit({ ops: both }, context)
    expect(notebook.records('annotations').get(made.id)).toMatchObject({ note: 'otrā', rev: 2 })
  })

  it('refuses a change that rests on an older state, also of one that is still being written', async () => {
    const { notebook } = await place.open()
    const made = annotation()
    const [created, one, two] = await Promise.allSettled([
      notebook.service.commit({ ops: [draft({ table: 'annotations', before: null, after: made })] }, context),
      notebook.service.commit({ ops: [change(made, { note: 'viens' })] }, context),
      notebook.service.commit({ ops: [change(made, { note: 'divi' })] }, context),
    ])
    expect([created.status, one.status, two.status]).toEqual(['fulfilled', 'fulfilled', 'rejected'])
    expect(two).toMatchObject({ reason: { code: 'conflict' } })
    await notebook.service.commit({ ops: [change({ ...made, rev: 2 }, { note: 'trīs' })] }, context)
    expect(notebook.records('annotations').get(made.id)?.note).toBe('trīs')
  })

  it('refuses operations that do not hold what they say', async () => {
    const { notebook } = await place.open()
    const op = create()
    const wrong = [
      { ...op, targetId: newId() },
      { ...op, verb: 'delete' as const },
      { ...op, opId: 'not-a-uuid' },
      { ...op, after: null },
    ]
    for (const item of wrong) {
      await expect(notebook.service.commit({ ops: [item as typeof op] }, context)).rejects.toMatchObject({
        code: 'bad-request',
      })
    }
    expect(await notebook.service.status({}, context)).toMatchObject({ head: { lastSeq: 0 } })
  })

  it('lets no two live siblings have one name', async () => {
    const { notebook } = await place.open()
    const one = tag('Robeža')
    await notebook.service.commit({ ops: [draft({ table: 'tags', before: null, after: one })] }, context)
    const same = draft({ table: 'tags', before: null, after: tag('ROBEŽA ') })
    await expect(notebook.service.commit({ ops: [same] }, context)).rejects.toMatchObject({ code: 'conflict' })
    const gone = { ...one, deletedAt: one.created, rev: 2 }
    await notebook.service.commit({ ops: [draft({ table: 'tags', before: one, after: gone }), same] }, context)
    expect(notebook.records('tags').size).toBe(2)
  })

  it('answers replay from memory and from the disk alike', async () => {
    const { notebook } = await place.open({ segmentBytes: 2000 })
    for (let count = 0; count < 30; count += 1) await notebook.service.commit({ ops: [create()] }, context)
    expect(readdirSync(place.folder).filter((name) => name.startsWith('journal-')).length).toBeGreaterThan(3)
    const all = await notebook.service.replay({ afterSeq: 0, limit: 100 }, context)
    expect(all.ops.map((op) => op.seq)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1))
    await notebook.close()
    const again = await place.open({ segmentBytes: 2000 })
    for (const afterSeq of [0, 1, 7, 20, 29, 30]) {
      const before = await notebook.service.replay({ afterSeq, limit: 5 }, context)
      expect(await again.notebook.service.replay({ afterSeq, limit: 5 }, context)).toEqual(before)
    }
    expect(await again.notebook.service.replay({ afterSeq: 31, limit: 5 }, context)).toMatchObject({
      ops: [],
      hashAt: '',
    })
  })

  it('copies the notes of an archive once, even if they were deleted since', async () => {
    const first = await place.open()
    const sealed = sealedNotebook()
    await Promise.all([first.notebook.importSealed('a1', sealed), first.notebook.importSealed('a1', sealed)])
    expect(first.notebook.records('annotations').size).toBe(1)
    expect(first.notebook.records('tags').size).toBe(2)
    const [copied] = first.notebook.records('annotations').values()
    if (!copied) throw new Error('not copied')
    await first.notebook.service.commit(
      { ops: [draft({ table: 'annotations', before: copied, after: null })] },
      context,
    )
    await first.notebook.close()
    const second = await place.open()
    await second.notebook.importSealed('a1', sealed)
    expect(second.notebook.records('annotations').size).toBe(0)
    await second.notebook.close()
    const third = await place.open()
    await third.notebook.importSealed('a1', sealed)
    expect(third.notebook.records('annotations').size).toBe(0)
  })

  it('gives the notes of an archive the tags that the reader already has', async () => {
    const { notebook } = await place.open()
    const own = tag('pakti')
    await notebook.service.commit({ ops: [draft({ table: 'tags', before: null, after: own })] }, context)
    const theirs = tag('Pakti')
    await notebook.importSealed(
      'a1',
      sealedNotebook({ tags: [theirs], annotations: [annotation({ tagIds: [theirs.id] })] }),
    )
    expect(notebook.records('tags').size).toBe(1)
    expect([...notebook.records('annotations').values()][0]?.tagIds).toEqual([own.id])
  })
})
