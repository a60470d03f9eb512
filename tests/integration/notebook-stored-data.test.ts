import { cpSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { create } from '../support/notebook-drafts'
import { context, type TestFolder, testFolder } from '../support/notebook-folder'

const stored = (path: string) => fileURLToPath(new URL(`../stored-data/v1/notebook/${path}`, import.meta.url))
const expected = JSON.parse(readFileSync(stored('expected.json'), 'utf8')) as Record<string, unknown>

let place: TestFolder
beforeEach(() => {
  place = testFolder()
  cpSync(stored('folder'), place.folder, { recursive: true })
})
afterEach(() => place.clean())

/** Whatever later versions do: notebooks of version 1 open, and nothing of them is missing. */
describe('a notebook of version 1', () => {
  async function check() {
    const { notebook } = await place.open()
    const { head, device, clock, notices } = await notebook.service.status({}, context)
    const { records } = await notebook.service.records({ cursor: 0, limit: 1000 }, context)
    expect(notices).toEqual([])
    expect({ head, device, clock, records }).toEqual(expected)
    return notebook
  }

  it('opens from its snapshot and what follows', async () => {
    const notebook = await check()
    const { ops } = await notebook.service.replay({ afterSeq: 0, limit: 1000 }, context)
    expect(ops.map((op) => op.seq)).toEqual(ops.map((_, index) => index + 1))
    expect(ops.at(-1)?.seq).toBe((expected['head'] as { lastSeq: number }).lastSeq)
  })

  it('opens from the journal alone', async () => {
    rmSync(join(place.folder, 'snapshots'), { recursive: true })
    await check()
  })

  it('is written on, and knows what it has copied', async () => {
    const notebook = await check()
    await notebook.importSealed('baltic-pacts-1939', {
      schema: 'avots-notebook',
      v: 1,
      annotations: [],
      tags: [],
      links: [],
      comparisons: [],
    })
    const op = create()
    const answer = await notebook.service.commit({ ops: [op] }, context)
    expect(answer.head.lastSeq).toBe((expected['head'] as { lastSeq: number }).lastSeq + 1)
  })
})
