import Dexie from 'dexie'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { effectScope, type ShallowRef } from 'vue'
import { AppError } from '#shared/contract'
import { create, sealedNotebook, annotation as someAnnotation } from '../../tests/support/notebook-drafts'
import { context } from '../../tests/support/notebook-folder'
import { createNotebookHost, type NotebookTestHost, type Page } from '../../tests/support/notebook-host'
import { eventually } from '../../tests/support/until'
import { type Notebook, startNotebook } from '.'

let host: NotebookTestHost
let names = 0
let name = ''
let started: Notebook[] = []
const scope = effectScope()

beforeEach(async () => {
  host = await createNotebookHost()
  names += 1
  name = `notebook-test-${names}`
})
afterEach(async () => {
  for (const notebook of started) await notebook.close()
  started = []
  await host.close()
})

async function start(page: Page = host, databaseName = name): Promise<Notebook> {
  const notebook = await startNotebook(page, { databaseName })
  started.push(notebook)
  await notebook.ready()
  return notebook
}

const draftOf = (patch: Parameters<typeof someAnnotation>[0] = {}) => {
  const { targets, kind, colour, note, tagIds } = someAnnotation(patch)
  return { targets, kind, colour, note, tagIds }
}

const notes = (ref: ShallowRef<{ note: string }[]>) => ref.value.map((item) => item.note)

describe('acts', () => {
  it('resolve when the journal has them, and show in live reads', async () => {
    const notebook = await start()
    const list = scope.run(() => notebook.annotationsOf('d1'))
    if (!list) throw new Error('no scope')
    const made = await notebook.addAnnotation(draftOf({ note: 'sveiki' }))
    expect(host.notebook().records('annotations').get(made.id)).toEqual(made)
    await eventually(() => expect(list.value).toEqual([made]))
    expect(notebook.status.value).toMatchObject({ state: 'saved', message: '', notices: [] })
    expect(notebook.status.value.at).toBeInstanceOf(Date)

    await notebook.updateAnnotation(made.id, { note: 'labdien', colour: 'C' })
    await eventually(() => expect(list.value).toMatchObject([{ note: 'labdien', colour: 'C', rev: 2 }]))
    await notebook.deleteAnnotations([made.id])
    await eventually(() => expect(list.value).toEqual([]))
  })

  it('change nothing where nothing changes', async () => {
    const notebook = await start()
    const made = await notebook.addAnnotation(draftOf({ note: 'a' }))
    await notebook.updateAnnotation(made.id, { note: 'a' })
    const tag = await notebook.addTag({ name: 'Robeža' })
    expect(await notebook.addTag({ name: '  ROBEŽA' })).toEqual(tag)
    expect(await host.client.call('notebooks.status', {})).toMatchObject({ head: { lastSeq: 2 } })
  })

  it('throw what the service says, say so in the status, and keep nothing half done', async () => {
    const notebook = await start()
    host.link.isDown = true
    const failing = notebook.addAnnotation(draftOf({ note: 'vārdi' }))
    expect(notebook.status.value.state).not.toBe('failed')
    await expect(failing).rejects.toBeInstanceOf(AppError)
    expect(notebook.status.value).toMatchObject({ state: 'failed' })
    expect(notebook.status.value.message).toMatch(/does not answer/)
    host.link.isDown = false
    await notebook.addAnnotation(draftOf({ note: 'vārdi' }))
    expect(notebook.status.value).toMatchObject({ state: 'saved', message: '' })
    expect(host.notebook().records('annotations').size).toBe(1)
  }, 15_000)

  it('are there once when the answer was lost and they were sent again', async () => {
    const notebook = await start()
    host.link.loseAnswers = 2
    await notebook.addAnnotation(draftOf())
    expect(host.notebook().records('annotations').size).toBe(1)
    expect((await host.client.call('notebooks.status', {})).head.lastSeq).toBe(1)
  }, 15_000)

  it('of two pages on one record both hold, field by field', async () => {
    const one = await start()
    const two = await start(host.page(), `${name}-b`)
    const made = await one.addAnnotation(draftOf({ note: 'a', colour: 'A' }))
    await eventually(() => expect(two.canUndo.value).toBe(true))
    await Promise.all([
      one.updateAnnotation(made.id, { note: 'no pirmās' }),
      two.updateAnnotation(made.id, { colour: 'E' }),
    ])
    expect(host.notebook().records('annotations').get(made.id)).toMatchObject({
      note: 'no pirmās',
      colour: 'E',
      rev: 3,
    })
  })

  it('refuse names and places of tags that cannot be', async () => {
    const notebook = await start()
    const top = await notebook.addTag({ name: 'Robežas' })
    const below = await notebook.addTag({ name: 'Jūra', parentId: top.id })
    await expect(notebook.addTag({ name: '  ' })).rejects.toMatchObject({ code: 'bad-request' })
    await expect(notebook.updateTag(top.id, { parentId: below.id })).rejects.toMatchObject({ code: 'bad-request' })
    await notebook.addTag({ name: 'Sauszeme', parentId: top.id })
    await expect(notebook.updateTag(below.id, { name: 'sauszeme' })).rejects.toMatchObject({ code: 'conflict' })
  })

  it('delete a tag with all below it as one act, and take it off the notes', async () => {
    const notebook = await start()
    const top = await notebook.addTag({ name: 'Robežas' })
    const below = await notebook.addTag({ name: 'Jūra', parentId: top.id })
    const other = await notebook.addTag({ name: 'Cits' })
    const made = await notebook.addAnnotation(draftOf({ tagIds: [below.id, other.id] }))
    await notebook.deleteTag(top.id)
    const tags = scope.run(() => notebook.tags())
    await eventually(() => expect(tags?.value.map((tag) => tag.name)).toEqual(['Cits']))
    expect(host.notebook().records('annotations').get(made.id)?.tagIds).toEqual([other.id])
    expect(await notebook.undo()).toBe('undo.deleteTag')
    await eventually(() => expect(tags?.value.map((tag) => tag.name)).toEqual(['Cits', 'Jūra', 'Robežas']))
    expect(host.notebook().records('annotations').get(made.id)?.tagIds).toEqual([below.id, other.id])
  })

  it('save comparisons', async () => {
    const notebook = await start()
    const panes = [
      { documentId: 'd1', siglum: 'A' },
      { documentId: 'd2', siglum: 'B' },
    ]
    const made = await notebook.saveComparison({ title: 'Pakti', kind: 'versions', panes })
    const again = await notebook.saveComparison({ ...made, title: 'Trīs pakti' })
    expect(again).toMatchObject({ id: made.id, rev: 2, title: 'Trīs pakti' })
    const list = scope.run(() => notebook.comparisons())
    await eventually(() => expect(list?.value).toEqual([again]))
    await notebook.deleteComparison(made.id)
    await eventually(() => expect(list?.value).toEqual([]))
  })

  it('filter and count', async () => {
    const notebook = await start()
    const top = await notebook.addTag({ name: 'Robežas' })
    const below = await notebook.addTag({ name: 'Jūra', parentId: top.id })
    await notebook.addAnnotation(draftOf({ note: 'Rīgas jūras līcis', tagIds: [below.id] }))
    await notebook.addAnnotation(draftOf({ note: 'cits' }))
    let filter: { text?: string; tagId?: string; documentId?: string } = { tagId: top.id }
    const byTag = scope.run(() => notebook.annotations(() => filter))
    await eventually(() => expect(byTag && notes(byTag)).toEqual(['Rīgas jūras līcis']))
    filter = { text: 'RĪGAS  jūras' }
    const byText = scope.run(() => notebook.annotations(() => filter))
    await eventually(() => expect(byText && notes(byText)).toEqual(['Rīgas jūras līcis']))
    filter = { documentId: 'd2' }
    const none = scope.run(() => notebook.annotations(() => filter))
    await eventually(() => expect(none?.value).toEqual([]))
    const counts = scope.run(() => notebook.countsByDocument())
    await eventually(() => expect(counts?.value).toEqual(new Map([['d1', 2]])))
  })

  it('follow what other pages do, and stop with the scope', async () => {
    const notebook = await start()
    const own = effectScope()
    const list = own.run(() => notebook.annotations(() => ({})))
    await host.page().client.call('notebooks.commit', { ops: [create({ note: 'viens' })] })
    await eventually(() => expect(list && notes(list)).toEqual(['viens']))
    own.stop()
    await host.page().client.call('notebooks.commit', { ops: [create({ note: 'divi' })] })
    await eventually(() => expect(host.notebook().records('annotations').size).toBe(2))
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(list && notes(list)).toEqual(['viens'])
  })
})

describe('undo and redo', () => {
  it('survive a restart of the page and of the service', async () => {
    const first = await start()
    const made = await first.addAnnotation(draftOf({ note: 'a' }))
    await first.updateAnnotation(made.id, { note: 'b' })
    await first.close()
    await host.restart()
    const second = await start()
    expect(second.canUndo.value).toBe(true)
    expect(second.undoLabel.value).toBe('undo.updateAnnotation')
    expect(await second.undo()).toBe('undo.updateAnnotation')
    expect(host.notebook().records('annotations').get(made.id)?.note).toBe('a')
    await second.close()
    await Dexie.delete(name)
    const third = await start()
    expect(third.canRedo.value).toBe(true)
    expect(await third.redo()).toBe('undo.updateAnnotation')
    expect(host.notebook().records('annotations').get(made.id)?.note).toBe('b')
    expect(await third.undo()).toBe('undo.updateAnnotation')
    expect(await third.undo()).toBe('undo.addAnnotation')
    expect(await third.undo()).toBeNull()
    expect(third.canUndo.value).toBe(false)
  })

  it('leave alone what came with an archive', async () => {
    const notebook = await start()
    await host.notebook().importSealed('a1', sealedNotebook())
    const list = scope.run(() => notebook.annotations(() => ({})))
    await eventually(() => expect(list?.value).toHaveLength(1))
    expect(notebook.canUndo.value).toBe(false)
    expect(await notebook.undo()).toBeNull()
  })

  it('put back only what nobody changed since', async () => {
    const notebook = await start()
    const made = await notebook.addAnnotation(draftOf({ note: 'a', colour: 'A' }))
    await notebook.updateAnnotation(made.id, { note: 'b', colour: 'B' })
    const before = host.notebook().records('annotations').get(made.id)
    if (!before) throw new Error('gone')
    // Not an act of a reader: undo does not see it, but the record has changed.
    const { draft } = await import('../../tests/support/notebook-drafts')
    const foreign = draft(
      { table: 'annotations', before, after: { ...before, note: 'cita', rev: before.rev + 1 } },
      { actor: 'archive:x' },
    )
    await host.notebook().service.commit({ ops: [foreign] }, context)
    await notebook.undo()
    expect(host.notebook().records('annotations').get(made.id)).toMatchObject({ note: 'cita', colour: 'A', rev: 4 })
  })
})

describe('replica', () => {
  const seed = (count: number) =>
    host.notebook().service.commit({ ops: Array.from({ length: count }, (_, n) => create({ note: `n${n}` })) }, context)

  async function shown(notebook: Notebook): Promise<number> {
    return new Promise((resolve) => {
      const list = effectScope(true).run(() =>
        notebook.live((tables) => tables.annotations.all(), null as unknown[] | null),
      )
      const timer = setInterval(() => {
        if (list?.value) {
          clearInterval(timer)
          resolve(list.value.length)
        }
      }, 5)
    })
  }

  async function edit(work: (db: Dexie) => Promise<unknown>): Promise<void> {
    const db = await new Dexie(name).open()
    await work(db)
    db.close()
  }

  async function closeAll(): Promise<void> {
    for (const notebook of started) await notebook.close()
    started = []
  }

  it('of a new profile is built from the journal, and the reader is told', async () => {
    await seed(2300)
    const notebook = await start()
    expect(await shown(notebook)).toBe(2300)
    expect(notebook.status.value.notices).toMatchObject([
      { code: 'rebuilt', details: { cause: 'empty', records: 2300 } },
    ])
    notebook.dismissNotice('rebuilt')
    expect(notebook.status.value.notices).toEqual([])
  }, 20_000)

  it('of the very first start says nothing', async () => {
    await host.notebook().importSealed('a1', sealedNotebook())
    const notebook = await start()
    expect(await shown(notebook)).toBe(1)
    expect(notebook.status.value.notices).toEqual([])
  })

  it('that is behind fetches only what is missing', async () => {
    await seed(5)
    await start()
    await closeAll()
    await seed(1500)
    host.calls.length = 0
    const notebook = await start()
    expect(await shown(notebook)).toBe(1505)
    expect(notebook.status.value.notices).toEqual([])
    expect(host.calls).not.toContain('notebooks.records')
  }, 20_000)

  it.each([
    ['ahead', (db: Dexie) => db.table('meta').toCollection().modify({ lastSeq: 99 })],
    [
      'chain',
      (db: Dexie) =>
        db
          .table('meta')
          .toCollection()
          .modify({ lastHash: 'f'.repeat(64) }),
    ],
    ['chain', (db: Dexie) => db.table('meta').toCollection().modify({ notebookId: 'another' })],
    ['empty', (db: Dexie) => db.table('meta').clear()],
    ['counts', (db: Dexie) => db.table('annotations').limit(2).delete()],
  ])('that is wrong (%s) is built anew', async (cause, spoil) => {
    await seed(5)
    await start()
    await closeAll()
    await edit(spoil)
    const notebook = await start()
    expect(await shown(notebook)).toBe(5)
    expect(notebook.status.value.notices).toMatchObject([{ code: 'rebuilt', details: { cause } }])
  })

  it('that cannot be opened is built anew', async () => {
    await seed(3)
    // Something else under the same name: opening it as ours fails.
    const other = new Dexie(name)
    other.version(1).stores({ annotations: '++number', meta: 'other' })
    await other.open()
    other.close()
    const notebook = await start()
    expect(await shown(notebook)).toBe(3)
  })

  it('whose database is deleted under it is built anew, and no act fails', async () => {
    const notebook = await start()
    await notebook.addAnnotation(draftOf({ note: 'a' }))
    const list = scope.run(() => notebook.annotations(() => ({})))
    await eventually(() => expect(list?.value).toHaveLength(1))
    await Dexie.delete(name)
    await notebook.addAnnotation(draftOf({ note: 'b' }))
    await eventually(() => expect(list?.value).toHaveLength(2))
  })

  it('catches up after a break in the connection', async () => {
    const notebook = await start()
    const list = scope.run(() => notebook.annotations(() => ({})))
    host.link.isDeaf = true
    await seed(3)
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(list?.value).toHaveLength(0)
    host.link.isDeaf = false
    host.resume()
    await eventually(() => expect(list?.value).toHaveLength(3))
  })

  it('catches up when an event was lost and the next one comes', async () => {
    const notebook = await start()
    const list = scope.run(() => notebook.annotations(() => ({})))
    host.link.isDeaf = true
    await seed(3)
    await new Promise((resolve) => setTimeout(resolve, 30))
    host.link.isDeaf = false
    await seed(1)
    await eventually(() => expect(list?.value).toHaveLength(4))
  })

  it('keeps what it has while the host cannot be reached', async () => {
    const notebook = await start()
    await notebook.addAnnotation(draftOf({ note: 'a' }))
    const list = scope.run(() => notebook.annotations(() => ({})))
    await eventually(() => expect(list?.value).toHaveLength(1))
    host.link.isDeaf = true
    await seed(1)
    await new Promise((resolve) => setTimeout(resolve, 30))
    host.link.isDeaf = false
    host.link.isDown = true
    await seed(1)
    // Longer than the first pause before it tries again.
    await new Promise((resolve) => setTimeout(resolve, 1500))
    expect(list?.value).toHaveLength(1)
    expect(await shown(notebook)).toBe(1)
    host.link.isDown = false
    host.resume()
    await eventually(() => expect(list?.value).toHaveLength(3))
    expect(notebook.status.value.notices).toEqual([])
  })

  it('says that the host is gone until it is there again', async () => {
    const notebook = await start()
    host.interrupt()
    await eventually(() => expect(notebook.status.value.state).toBe('unreachable'))
    host.resume()
    await eventually(() => expect(notebook.status.value.state).toBe('saved'))
  })

  it('is shared by two pages that both apply everything', async () => {
    const one = await start()
    const two = await start(host.page())
    const list = scope.run(() => two.annotations(() => ({})))
    await Promise.all(
      Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? one : two).addAnnotation(draftOf({ note: String(n) }))),
    )
    await eventually(() => expect(list?.value).toHaveLength(20))
    await eventually(() => expect(one.canUndo.value && two.canUndo.value).toBe(true))
    for (let count = 0; count < 20; count += 1) await (count % 2 === 0 ? two : one).undo()
    await eventually(() => expect(list?.value).toHaveLength(0))
    expect(await one.undo()).toBeNull()
  }, 20_000)
})
