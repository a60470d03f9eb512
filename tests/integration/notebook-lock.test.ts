import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ProcessProbe } from '#main/services/notebooks'
import { create } from '../support/notebook-drafts'
import { context, failing, type TestFolder, testFolder } from '../support/notebook-folder'
import { eventually } from '../support/until'
import { nodeFiles } from '#main/services/notebooks'

let place: TestFolder
beforeEach(() => (place = testFolder()))
afterEach(() => place.clean())

const lockPath = () => join(place.folder, 'lock.json')

/** Pretends to be another process; `dead` are those that have ended. */
function pretend(pid: number, dead: Set<number>, machine = 'here'): ProcessProbe {
  return {
    self: () => Promise.resolve({ pid, machine, started: `start of ${pid}` }),
    isAlive: (who) => Promise.resolve(who.machine === machine ? !dead.has(who.pid) : null),
  }
}

describe('two writers', () => {
  it('cannot be: the second one reads, follows, and leaves the lock alone', async () => {
    const first = await place.open({ hostKind: 'electron', address: 'http://127.0.0.1:4280/' })
    await first.notebook.service.commit({ ops: [create({ note: 'a' })] }, context)
    const lock = readFileSync(lockPath(), 'utf8')
    const second = await place.open()
    const status = await second.notebook.service.status({}, context)
    expect(status.mode).toBe('reader')
    expect(status.reason).toContain('the desktop application')
    expect(status.reason).toContain('http://127.0.0.1:4280/')
    expect(status.reason).toContain(String(process.pid))
    expect(second.notebook.records('annotations').size).toBe(1)
    await expect(second.notebook.service.commit({ ops: [create()] }, context)).rejects.toMatchObject({
      code: 'read-only',
    })
    expect(readFileSync(lockPath(), 'utf8')).toBe(lock)

    const { head } = await first.notebook.service.commit(
      { ops: [create({ note: 'b' }), create({ note: 'c' })] },
      context,
    )
    await eventually(() => expect(second.notebook.records('annotations').size).toBe(3))
    expect(second.events.notebookChanged?.at(-1)).toMatchObject({ head, ops: [{ seq: 2 }, { seq: 3 }] })
    expect((await second.notebook.service.replay({ afterSeq: 1, limit: 10 }, context)).ops).toHaveLength(2)
  })

  it('follows over the ends of segments', async () => {
    const first = await place.open({ segmentBytes: 1500 })
    const second = await place.open()
    for (let n = 0; n < 25; n += 1) await first.notebook.service.commit({ ops: [create()] }, context)
    const { head } = await first.notebook.service.status({}, context)
    await eventually(() => expect(second.notebook.records('annotations').size).toBe(25))
    expect((await second.notebook.service.status({}, context)).head).toEqual(head)
  })

  it('becomes the writer when the first is gone and something is to be saved', async () => {
    const first = await place.open()
    await first.notebook.service.commit({ ops: [create()] }, context)
    const second = await place.open()
    await first.notebook.service.commit({ ops: [create()] }, context)
    await first.notebook.close()
    await second.notebook.service.commit({ ops: [create()] }, context)
    expect(second.notebook.records('annotations').size).toBe(3)
    expect(second.events.notebookStatusChanged?.at(-1)).toMatchObject({ mode: 'writer' })
    expect(await second.notebook.service.status({}, context)).not.toHaveProperty('reason')
  })

  it('opened for reading only never writes', async () => {
    const first = await place.open({ access: 'read' })
    await expect(first.notebook.service.commit({ ops: [create()] }, context)).rejects.toMatchObject({
      code: 'read-only',
    })
    expect(existsSync(place.folder)).toBe(false)
    const writer = await place.open()
    await writer.notebook.service.commit({ ops: [create()] }, context)
    await eventually(() => expect(first.notebook.records('annotations').size).toBe(1))
  })

  it('stops when another has taken its lock', async () => {
    const { notebook, events } = await place.open()
    await notebook.service.commit({ ops: [create()] }, context)
    const other = { v: 1, pid: 1, machine: 'elsewhere', started: '', token: 't', host: 'cli', at: '' }
    writeFileSync(lockPath(), JSON.stringify(other))
    await expect(notebook.service.commit({ ops: [create()] }, context)).rejects.toMatchObject({ code: 'read-only' })
    expect(events.notebookStatusChanged?.at(-1)).toMatchObject({ mode: 'reader' })
    await notebook.close()
    expect(existsSync(lockPath())).toBe(true)
  })
})

describe('the lock of a dead process', () => {
  it('is taken over by exactly one of many', async () => {
    const dead = new Set<number>()
    for (let round = 0; round < 10; round += 1) {
      const gone = 100 + round
      const victim = await place.open({ probe: pretend(gone, dead) })
      const lock = readFileSync(lockPath(), 'utf8')
      await victim.notebook.close()
      writeFileSync(lockPath(), lock)
      dead.add(gone)
      const starters = await Promise.all(
        Array.from({ length: 6 }, (_, n) => place.open({ probe: pretend(1000 + round * 10 + n, dead) })),
      )
      const modes = await Promise.all(
        starters.map(async ({ notebook }) => (await notebook.service.status({}, context)).mode),
      )
      expect(modes.filter((mode) => mode === 'writer')).toHaveLength(1)
      for (const { notebook } of starters) await notebook.close()
      expect(readdirSync(place.folder).filter((name) => name.startsWith('lock'))).toEqual([])
    }
  })

  it('is not taken for alive when its number is used again', async () => {
    mkdirSync(place.folder, { recursive: true })
    const { notebook } = await place.open()
    const lock = JSON.parse(readFileSync(lockPath(), 'utf8')) as Record<string, unknown>
    await notebook.close()
    // This very process, but begun at another time.
    writeFileSync(lockPath(), JSON.stringify({ ...lock, started: '1' }))
    expect(await (await place.open()).notebook.service.status({}, context)).toMatchObject({ mode: 'writer' })
  })

  it('that died while taking over is itself taken over from', async () => {
    const dead = new Set([7, 8])
    mkdirSync(place.folder, { recursive: true })
    const holder = (pid: number, token: string) =>
      JSON.stringify({ v: 1, pid, machine: 'here', started: '', token, host: 'cli', at: '' })
    writeFileSync(lockPath(), holder(7, 'old'))
    writeFileSync(join(place.folder, 'lock.takeover-old-0'), holder(8, 'half'))
    const { notebook } = await place.open({ probe: pretend(9, dead) })
    expect(await notebook.service.status({}, context)).toMatchObject({ mode: 'writer' })
  })

  it('on another computer counts as gone only after a long silence', async () => {
    mkdirSync(place.folder, { recursive: true })
    const other = { v: 1, pid: 7, machine: 'elsewhere', started: '', token: 'old', host: 'browser', at: '' }
    writeFileSync(lockPath(), JSON.stringify(other))
    const early = await place.open({ probe: pretend(9, new Set()) })
    expect(await early.notebook.service.status({}, context)).toMatchObject({ mode: 'reader' })
    await early.notebook.close()
    const old = new Date(Date.now() - 6 * 60_000)
    utimesSync(lockPath(), old, old)
    const late = await place.open({ probe: pretend(9, new Set()) })
    expect(await late.notebook.service.status({}, context)).toMatchObject({ mode: 'writer' })
  })
})

describe('a folder without the right to write', () => {
  const locked = {
    ...nodeFiles,
    open: (path: string, exclusive?: boolean) =>
      path.includes('lock') ? Promise.reject(failing('EACCES')) : nodeFiles.open(path, exclusive),
  }

  it('is read, and the sentence says why', async () => {
    const first = await place.open()
    await first.notebook.service.commit({ ops: [create()] }, context)
    await first.notebook.close()
    const second = await place.open({ files: locked })
    const status = await second.notebook.service.status({}, context)
    expect(status).toMatchObject({ mode: 'reader', head: { lastSeq: 1 } })
    expect(status.reason).toMatch(/may not write there/)
    await expect(second.notebook.service.commit({ ops: [create()] }, context)).rejects.toMatchObject({
      code: 'read-only',
    })
  })

  it('that cannot be made is an error', async () => {
    const blocked = `${place.folder}-file`
    writeFileSync(blocked, '')
    chmodSync(blocked, 0o400)
    await expect(place.open({ folder: join(blocked, 'notebook') })).rejects.toMatchObject({ code: 'not-writable' })
  })
})
