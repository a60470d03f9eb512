import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Tag } from '#shared/contract'
import { annotation, change, create, draft, plain, tag } from '../support/notebook-drafts'
import {
  context,
  failing,
  type Faults,
  faultyFiles,
  type TestFolder,
  testFolder,
  unsyncedFiles,
} from '../support/notebook-folder'

let place: TestFolder
beforeEach(() => (place = testFolder()))
afterEach(() => place.clean())

const journal = (number = 1) => join(place.folder, `journal-${number}.ndjson`)
const snapshots = () => join(place.folder, 'snapshots')
const noSnapshots = () => rmSync(snapshots(), { recursive: true, force: true })

/** A closed notebook of so many notes, each in a commit of its own, without snapshots. */
async function written(count: number): Promise<{ ids: string[]; bytes: Buffer }> {
  const { notebook } = await place.open()
  const ids: string[] = []
  for (let n = 0; n < count; n += 1) {
    const op = create({ note: `n${n}` })
    ids.push(op.targetId)
    await notebook.service.commit({ ops: [op] }, context)
  }
  await notebook.close()
  noSnapshots()
  return { ids, bytes: readFileSync(journal()) }
}

async function reopened() {
  const { notebook } = await place.open({ files: unsyncedFiles })
  const status = await notebook.service.status({}, context)
  const notes = [...notebook.records('annotations').values()].map((item) => item.note)
  return { notebook, status, notes, codes: status.notices.map((notice) => notice.code) }
}

function reset(bytes: Buffer): void {
  for (const name of readdirSync(place.folder)) {
    if (name.startsWith('journal-') || name === 'snapshots' || name === 'damaged') {
      rmSync(join(place.folder, name), { recursive: true })
    }
  }
  writeFileSync(journal(), bytes)
}

describe('torn tail', () => {
  it('at every byte of the last three lines costs those lines only', async () => {
    const first = await place.open()
    const tags = ['viens', 'divi', 'trīs', 'četri', 'pieci'].map((name) => tag(name))
    for (const after of tags) {
      await first.notebook.service.commit({ ops: [draft({ table: 'tags', before: null, after })] }, context)
    }
    await first.notebook.close()
    noSnapshots()
    const bytes = readFileSync(journal())
    const ends = [...bytes.entries()].filter(([, byte]) => byte === 0x0a).map(([index]) => index + 1)
    const namesOf = (records: ReadonlyMap<string, Tag>) => [...records.values()].map((item) => item.name)
    for (let length = ends.at(-4) ?? 0; length < bytes.length; length += 1) {
      reset(bytes.subarray(0, length))
      const whole = ends.filter((end) => end <= length).length - 1
      const isClean = ends.includes(length)
      const { notebook, codes } = await reopened()
      const names = namesOf(notebook.records('tags'))
      expect(names).toEqual(tags.slice(0, whole).map((item) => item.name))
      expect(codes).toEqual(isClean ? [] : ['tail-cut'])
      if (!isClean) {
        const [copy] = readdirSync(join(place.folder, 'damaged'))
        expect(readFileSync(join(place.folder, 'damaged', copy ?? ''))).toEqual(
          bytes.subarray(ends[whole] ?? 0, length),
        )
      }
      if (length % 50 > 0 && !isClean) {
        await notebook.close()
        continue
      }
      const op = draft({ table: 'tags', before: null, after: tag('pēc') })
      expect((await notebook.service.commit({ ops: [op] }, context)).ops).toEqual([{ opId: op.opId, seq: whole + 1 }])
      await notebook.close()
      noSnapshots()
      const again = await reopened()
      expect(namesOf(again.notebook.records('tags'))).toEqual([...names, 'pēc'])
      expect(again.codes).toEqual([])
      await again.notebook.close()
    }
  })

  it('of a commit of several operations takes all of them', async () => {
    const { notebook } = await place.open()
    await notebook.service.commit({ ops: [create({ note: 'a' })] }, context)
    const before = readFileSync(journal()).length
    await notebook.service.commit({ ops: [create(), create(), create()] }, context)
    await notebook.close()
    noSnapshots()
    const bytes = readFileSync(journal())
    for (const length of [bytes.length - 1, bytes.length - 400, before + 10, bytes.indexOf('\n', before) + 1]) {
      reset(bytes.subarray(0, length))
      const again = await reopened()
      expect(again.notes).toEqual(['a'])
      expect(again.codes).toEqual(['tail-cut'])
      expect(again.status.head.lastSeq).toBe(1)
      await again.notebook.close()
    }
  })
})

describe('one byte flipped', () => {
  it.each([0x01, 0x20, 0x80])('anywhere in a middle line costs at most that line (bit %i)', async (bit) => {
    const { bytes } = await written(5)
    const ends = [...bytes.entries()].filter(([, byte]) => byte === 0x0a).map(([index]) => index + 1)
    const [start = 0, end = 0] = [ends[2], ends[3]]
    const all = ['n0', 'n1', 'n2', 'n3', 'n4']
    for (let at = start; at < end; at += at < start + 70 || at > end - 3 ? 1 : 37) {
      const damaged = Buffer.from(bytes)
      damaged[at] = (damaged[at] ?? 0) ^ bit
      reset(damaged)
      const { notebook, notes, codes, status } = await reopened()
      // The line's own hash, or the newline behind it, can be damaged without any loss.
      if (notes.length === 5) expect(notes).toEqual(all)
      else {
        expect(notes).toEqual(all.filter((note) => note !== 'n2'))
        expect(codes).toEqual(['line-damaged'])
        expect(status.notices[0]?.details).toMatchObject({ lost: '3', file: 'journal-1.ndjson' })
        expect(status.notices[0]?.message).toMatch(/operation 3 /)
      }
      expect(status.head.lastSeq).toBe(5)
      expect(readFileSync(journal())).toEqual(damaged)
      await notebook.service.commit({ ops: [create({ note: 'pēc' })] }, context)
      await notebook.close()
      const again = await reopened()
      expect(again.notes).toEqual([...notes, 'pēc'])
      expect(again.codes).toEqual([])
      await again.notebook.close()
    }
  })

  it('in the hash of a line, or in a newline, costs nothing', async () => {
    const { bytes } = await written(5)
    const ends = [...bytes.entries()].filter(([, byte]) => byte === 0x0a).map(([index]) => index + 1)
    for (const at of [(ends[2] ?? 0) + 5, (ends[2] ?? 0) - 1]) {
      const damaged = Buffer.from(bytes)
      damaged[at] = (damaged[at] ?? 0) ^ 1
      reset(damaged)
      const { notebook, notes } = await reopened()
      expect(notes).toHaveLength(5)
      await notebook.close()
    }
  })

  it('lets replicas that hold the lost operation know that they differ', async () => {
    const { bytes } = await written(5)
    const before = (await reopened()).status.head.lastHash
    await place.clean()
    place = testFolder()
    const other = await written(5)
    const clean = await reopened()
    await clean.notebook.close()
    const at = other.bytes.indexOf('"n2"') + 1
    const damaged = Buffer.from(other.bytes)
    damaged[at] = 0x78
    reset(damaged)
    const { status, notebook } = await reopened()
    expect(status.head.lastSeq).toBe(5)
    expect(status.head.lastHash).not.toBe(clean.status.head.lastHash)
    await notebook.close()
    expect((await reopened()).status.head.lastHash).toBe(status.head.lastHash)
    expect(bytes.length).toBeGreaterThan(0)
    expect(before).not.toBe('')
  })

  it('in the last line costs that line, and the journal goes on behind it', async () => {
    const { bytes } = await written(3)
    const damaged = Buffer.from(bytes)
    damaged[bytes.length - 10] = 0x00
    reset(damaged)
    const first = await reopened()
    expect(first.notes).toEqual(['n0', 'n1'])
    expect(first.codes).toEqual(['line-damaged'])
    await first.notebook.service.commit({ ops: [create({ note: 'pēc' })] }, context)
    await first.notebook.close()
    noSnapshots()
    expect((await reopened()).notes).toEqual(['n0', 'n1', 'pēc'])
  })
})

describe('snapshots', () => {
  it('that are damaged are set aside, and the older one and the journal serve', async () => {
    const { notebook } = await place.open()
    await notebook.service.commit({ ops: [create({ note: 'a' })] }, context)
    await notebook.service.takeSnapshot({}, context)
    await notebook.service.commit({ ops: [create({ note: 'b' })] }, context)
    await notebook.close()
    const names = readdirSync(snapshots()).sort()
    expect(names).toHaveLength(2)
    const newest = join(snapshots(), names[1] ?? '')
    const bytes = readFileSync(newest)
    bytes[200] = (bytes[200] ?? 0) ^ 4
    writeFileSync(newest, bytes)
    const again = await reopened()
    expect(again.notes).toEqual(['a', 'b'])
    expect(again.codes).toEqual(['snapshot-damaged'])
    const [kept] = readdirSync(join(place.folder, 'damaged'))
    expect(readFileSync(join(place.folder, 'damaged', kept ?? ''))).toEqual(bytes)
  })

  it('hold everything even when the whole journal is gone', async () => {
    const { notebook } = await place.open()
    await notebook.service.commit({ ops: [create({ note: 'a' }), create({ note: 'b' })] }, context)
    await notebook.close()
    renameSync(journal(), join(place.folder, 'elsewhere'))
    const again = await reopened()
    expect(again.notes).toEqual(['a', 'b'])
    expect(again.status.head.lastSeq).toBe(2)
    await again.notebook.service.commit({ ops: [create({ note: 'c' })] }, context)
    await again.notebook.close()
    expect((await reopened()).notes).toEqual(['a', 'b', 'c'])
  })

  it('are taken every 500 operations, on quit, and before another version writes', async () => {
    const first = await place.open({ version: '1.0.0' })
    for (let n = 0; n < 6; n += 1) {
      await first.notebook.service.commit({ ops: Array.from({ length: 100 }, () => create()) }, context)
    }
    await first.notebook.close()
    const second = await place.open({ version: '2.0.0' })
    const list = await second.notebook.service.snapshots({}, context)
    expect(list.map(({ reason, seq }) => [reason, seq])).toEqual([
      ['before-change', 600],
      ['quit', 600],
      ['periodic', 500],
    ])
    const info = await second.notebook.service.takeSnapshot({}, context)
    expect(info).toMatchObject({ reason: 'manual', seq: 600, counts: { annotations: 600 } })
    expect(await second.notebook.service.snapshots({}, context)).toContainEqual(info)
  })

  it('say how many notes they hold without those that are deleted, and so do those of earlier builds', async () => {
    const { notebook } = await place.open()
    const gone = annotation({ note: 'gone' })
    const making = draft({ table: 'annotations', before: null, after: gone })
    await notebook.service.commit({ ops: [create({ note: 'kept' }), making] }, context)
    await notebook.service.commit({ ops: [change(gone, { deletedAt: gone.created })] }, context)
    const info = await notebook.service.takeSnapshot({}, context)
    expect(info.counts.annotations).toBe(1)
    const path = join(snapshots(), info.id)
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n').slice(0, -1)
    const body = `${lines.join('\n').replace(/,"living":\{[^}]*\}/, '')}\n`
    expect(body).not.toContain('living')
    writeFileSync(path, `${body}${createHash('sha256').update(body).digest('hex')}\n`)
    const listed = await notebook.service.snapshots({}, context)
    expect(listed.find(({ id }) => id === info.id)?.counts.annotations).toBe(1)
  })

  it('are kept: three generations, one an hour for a day, one a day for a month', async () => {
    let time = Date.parse('2026-01-01T00:00:00.000Z')
    const { notebook } = await place.open({ files: unsyncedFiles, now: () => new Date(time) })
    for (let n = 0; n < 45 * 24 * 2; n += 8) {
      time += 4 * 3_600_000
      if (n > 40 * 48) time -= 4 * 3_600_000 - 8 * 1_800_000
      await notebook.service.commit({ ops: [create()] }, context)
      await notebook.service.takeSnapshot({}, context)
    }
    for (let n = 0; n < 60; n += 1) {
      time += 1_800_000
      await notebook.service.commit({ ops: [create()] }, context)
      await notebook.service.takeSnapshot({}, context)
    }
    const ages = (await notebook.service.snapshots({}, context)).map((info) => (time - Date.parse(info.at)) / 3_600_000)
    expect(ages.slice(0, 3)).toEqual([0, 0.5, 1])
    expect(ages.filter((age) => age <= 24).length).toBeGreaterThanOrEqual(24)
    expect(ages.filter((age) => age <= 24).length).toBeLessThanOrEqual(28)
    expect(Math.max(...ages)).toBeGreaterThan(29 * 24)
    expect(Math.max(...ages)).toBeLessThanOrEqual(31 * 24)
    expect(ages.length).toBeLessThan(62)
  }, 60_000)
})

describe('versions', () => {
  it.each(['notebook.json', 'journal-1.ndjson'])('newer in %s is refused, and nothing is changed', async (name) => {
    await written(2)
    const path = join(place.folder, name)
    const text = readFileSync(path, 'utf8')
    if (name === 'notebook.json') writeFileSync(path, text.replace('"v": 1', '"v": 2'))
    else {
      const { createHash } = await import('node:crypto')
      const [first = ''] = text.split('\n')
      const json = first.slice(65).replace('"v":1', '"v":2')
      const { prev } = JSON.parse(json) as { prev: string }
      writeFileSync(path, `${createHash('sha256').update(prev).update(json).digest('hex')} ${json}\n`)
    }
    const before = readFileSync(path, 'utf8')
    await expect(place.open()).rejects.toMatchObject({
      code: 'version-newer',
      message: expect.stringMatching(/newer version/) as string,
    })
    expect(readFileSync(path, 'utf8')).toBe(before)
    expect(existsSync(join(place.folder, 'lock.json'))).toBe(false)
  })
})

describe('a disk that fails', () => {
  const faults: Faults = { write: null, datasync: null, free: null }
  beforeEach(() => Object.assign(faults, { write: null, datasync: null, free: null }))

  async function failed() {
    const opened = await place.open({ files: faultyFiles(faults) })
    const first = create({ note: 'a' })
    await opened.notebook.service.commit({ ops: [first] }, context)
    return { ...opened, first, good: readFileSync(journal()) }
  }

  it('below the reserve is not written to, and can be again', async () => {
    const { notebook, good } = await failed()
    faults.free = 10 * 1024 * 1024
    await expect(notebook.service.commit({ ops: [create()] }, context)).rejects.toMatchObject({ code: 'disk-full' })
    expect(readFileSync(journal())).toEqual(good)
    faults.free = null
    await notebook.service.commit({ ops: [create()] }, context)
    expect(notebook.records('annotations').size).toBe(2)
  })

  it('that takes few bytes at once loses none', async () => {
    const { notebook } = await failed()
    faults.write = (path, bytes) => (path.includes('journal') ? Math.min(7, bytes.length) : undefined)
    await notebook.service.commit({ ops: [create({ note: 'b' })] }, context)
    await notebook.close()
    noSnapshots()
    expect((await reopened()).notes).toEqual(['a', 'b'])
  })

  it.each([
    ['ENOSPC', 'disk-full'],
    ['EIO', 'not-writable'],
  ])('in the middle of a line (%s) is cut back, read again, and said loudly', async (code, expected) => {
    const { notebook, events, first, good } = await failed()
    let calls = 0
    faults.write = (path) => {
      if (!path.includes('journal')) return undefined
      calls += 1
      if (calls > 1) throw failing(code)
      return 40
    }
    const results = await Promise.allSettled([
      notebook.service.commit({ ops: [create()] }, context),
      notebook.service.commit({ ops: [create()] }, context),
    ])
    for (const result of results) expect(result).toMatchObject({ status: 'rejected', reason: { code: expected } })
    expect(readFileSync(journal())).toEqual(good)
    expect(events.notebookStatusChanged?.at(-1)).toMatchObject({ mode: 'reader', head: { lastSeq: 1 } })
    expect(plain(notebook.records('annotations'))).toEqual({ [first.targetId]: first.after })

    faults.write = null
    await notebook.service.commit({ ops: [create({ note: 'b' })] }, context)
    expect(events.notebookStatusChanged?.at(-1)).toMatchObject({ mode: 'writer' })
    await notebook.close()
    noSnapshots()
    expect((await reopened()).notes).toEqual(['a', 'b'])
  })

  it('whose sync fails is not believed the second time either', async () => {
    const { notebook, good } = await failed()
    faults.datasync = (path) => {
      if (path.includes('journal')) throw failing('EIO')
    }
    await expect(notebook.service.commit({ ops: [create()] }, context)).rejects.toMatchObject({ code: 'not-writable' })
    await expect(notebook.service.commit({ ops: [create()] }, context)).rejects.toMatchObject({ code: 'not-writable' })
    expect(await notebook.service.status({}, context)).toMatchObject({ mode: 'reader' })
    faults.datasync = null
    expect(readFileSync(journal())).toEqual(good)
    await notebook.service.commit({ ops: [create({ note: 'b' })] }, context)
    expect(notebook.records('annotations').size).toBe(2)
  })

  it('that does not take a snapshot fails no commit', async () => {
    const { notebook, log } = await failed()
    faults.write = (path) => {
      if (path.includes('snapshots')) throw failing('EIO')
      return undefined
    }
    await notebook.service.commit({ ops: Array.from({ length: 600 }, () => create()) }, context)
    await notebook.service.commit({ ops: [create()] }, context)
    await notebook.close()
    expect(log).toContain('a snapshot failed')
    expect((await reopened()).notes).toHaveLength(602)
  })
})

it('applies a change whose predecessor was lost', async () => {
  const { notebook } = await place.open()
  const made = create({ note: 'a' })
  await notebook.service.commit({ ops: [made] }, context)
  if (made.table !== 'annotations' || !made.after) throw new Error('no annotation')
  await notebook.service.commit({ ops: [change(made.after, { note: 'b' })] }, context)
  await notebook.service.commit(
    { ops: [draft({ table: 'annotations', before: null, after: create().after as never })] },
    context,
  )
  await notebook.close()
  noSnapshots()
  const bytes = readFileSync(journal())
  bytes[bytes.indexOf('"note":"a"') + 8] = 0x78
  reset(bytes)
  expect((await reopened()).notes).toContain('b')
})
