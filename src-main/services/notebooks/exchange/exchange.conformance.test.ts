/** What every exchange format holds to, with one notebook that has every kind of note. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Link, NoteFormat } from '#shared/contract'
import { createTables } from '#shared/domain/records'
import {
  applied,
  asInput,
  links,
  notes,
  pact,
  placeOf,
  scan,
  side,
  tablesOf,
  tags,
  textFile,
  TIME,
  understand,
  uuid,
  write,
} from '../../../../tests/support/note-exchange'
import { exchangeFormats, formatFor } from './formats'
import { lossCodes, outcomeCodes } from './sentences'

/** What does not come back from a format, by note: each is told as a loss when it is written. */
const lost: Record<
  NoteFormat,
  {
    colour?: boolean
    kind?: boolean
    orphan?: boolean
    context?: boolean
    replyTags?: boolean
    links?: boolean
    tagDetails?: boolean
  }
> = {
  w3c: {},
  qdpx: { colour: true, kind: true, orphan: true },
  qdc: {},
  csv: { links: true, tagDetails: true },
  md: { links: true, tagDetails: true },
  tei: {},
}

it('finds every format by its folder', () => {
  const folders = Object.keys(import.meta.glob('./*/index.ts'))
  expect(exchangeFormats.length).toBe(folders.length)
  expect(new Set(exchangeFormats.map(({ id }) => id)).size).toBe(folders.length)
})

it.each(['en', 'lv'])('has its words in the interface, %s', (language) => {
  const path = new URL(`../../../../src-renderer/locales/${language}/exchange.json`, import.meta.url)
  const words = JSON.parse(readFileSync(path, 'utf8')) as Record<'outcomes' | 'losses' | 'formats', object>
  expect(Object.keys(words.outcomes).sort()).toEqual([...outcomeCodes].sort())
  expect(Object.keys(words.losses).sort()).toEqual([...lossCodes].sort())
  expect(Object.keys(words.formats).sort()).toEqual(exchangeFormats.map(({ id }) => id).sort())
})

it('refuses what is nothing of all this, by name', () => {
  expect(() => formatFor([textFile('attēls.bin', '\u0001\u0002')])).toThrow(/attēls\.bin/)
})

describe.each(exchangeFormats.map((format) => ({ id: format.id, format })))('$id', ({ id, format }) => {
  it('describes itself', () => {
    expect(format.label).not.toBe('')
    for (const extension of format.extensions) expect(extension).toMatch(/^[a-z]+$/)
    expect(format.mediaType).toMatch(/^[a-z]+\/[\w.+-]+$/)
  })

  it('writes the same bytes again, and is told by content', async () => {
    const first = await write(id)
    const second = await write(id)
    expect(first.files.map(({ bytes }) => Buffer.from(bytes).toString('base64'))).toEqual(
      second.files.map(({ bytes }) => Buffer.from(bytes).toString('base64')),
    )
    expect(first.files.length).toBeGreaterThan(0)
    for (const { path, bytes } of first.files) expect(formatFor([{ name: `${path}.bin`, bytes }]).id).toBe(id)
  })

  it('says what it cannot carry, by codes that have words', async () => {
    const { losses, outcomes } = await write(id)
    for (const { code, message } of losses) {
      expect(lossCodes).toContain(code)
      expect(message).not.toBe(code)
    }
    for (const outcome of outcomes) {
      if (outcome.status === 'partial') expect(outcome.message).toBeTruthy()
    }
    const codes = losses.map(({ code }) => code)
    expect(codes.includes('colour')).toBe(lost[id].colour ?? false)
    expect(codes.includes('kind')).toBe(lost[id].kind ?? false)
    expect(codes.includes('link')).toBe(lost[id].links ?? false)
    expect(codes.includes('tag-colour')).toBe(lost[id].tagDetails ?? false)
  })

  it('brings tags back with their tree', async () => {
    const { files } = await write(id)
    const { tags: back } = applied(await understand(asInput(files)))
    for (const { name, parentId, colour, note } of Object.values(tags)) {
      const found = [...back.values()].find((one) => one.name === name)
      expect(found, name).toBeTruthy()
      const parent = [...back.values()].find((one) => one.id === found?.parentId)
      expect(parent?.name).toBe(Object.values(tags).find((one) => one.id === parentId)?.name)
      if (!lost[id].tagDetails) expect({ colour: found?.colour, note: found?.note }).toEqual({ colour, note })
    }
  })

  it('is refused whole only when it is none of the format, with a sentence', async () => {
    for (const text of ['', 'x', '{"a": [', '<a><b></a>', '"unfinished']) {
      const file = textFile(`slikts.${format.extensions[0]}`, text)
      const result = await understand([file], undefined, id).catch((error: unknown) => error)
      if (result instanceof Error) expect(result.message).toMatch(/slikts/)
      else
        for (const outcome of (result as Awaited<ReturnType<typeof understand>>).outcomes)
          expect(outcome.message).toBeTruthy()
    }
  })
})

describe.each(exchangeFormats.filter(({ id }) => id !== 'qdc').map(({ id }) => ({ id })))('$id', ({ id }) => {
  it('brings every note back to its place, and the same bytes from there', async () => {
    const { files, outcomes } = await write(id)
    expect(outcomes.length).toBe(Object.keys(notes).length)
    const received = await understand(asInput(files))
    expect(received.outcomes.filter(({ status }) => status === 'refused')).toEqual([])
    const back = applied(received)
    for (const [name, before] of Object.entries(notes)) {
      const after = back.annotations.get(before.id)
      expect(after, name).toBeTruthy()
      if (!after) continue
      const isPlaced = name !== 'orphan'
      if (isPlaced || !lost[id].orphan) {
        expect(after.targets.map(placeOf), name).toEqual(before.targets.map(placeOf))
        expect(after.note, name).toBe(before.note)
      } else expect(after.note, name).toContain('pazudis vārds')
      if (!lost[id].colour) expect(after.colour, name).toBe(before.colour)
      if (!lost[id].kind) expect(after.kind, name).toBe(before.kind)
      const { answered, correction } = id === 'tei' || id === 'qdpx' ? {} : before
      expect({ answered: after.answered, correction: after.correction }, name).toEqual({ answered, correction })
      expect(after.replyTo, name).toBe(before.replyTo)
      expect(after.created, name).toBe(before.created)
      expect(after.updated, name).toBe(before.updated)
      const names = (ids: readonly string[], of: typeof back) => ids.map((one) => of.tags.get(one)?.name).sort()
      expect(names(after.tagIds, back), name).toEqual(names(before.tagIds, tablesOf()))
    }
    if (!lost[id].links)
      expect([...back.links.values()].map(({ from, to, type }) => [from, to, type])).toEqual([
        [uuid(1), uuid(12), 'sk. arī'],
      ])
    const bytesOf = (written: Awaited<ReturnType<typeof write>>) =>
      written.files.map(({ bytes }) => Buffer.from(bytes).toString('latin1'))
    const again = await write(id, side(back))
    // A note that lost its place to the format has its words in the note from then on.
    if (!lost[id].orphan) expect(bytesOf(again)).toEqual(bytesOf({ ...again, files }))
    const third = await write(id, side(applied(await understand(asInput(again.files)))))
    expect(bytesOf(third)).toEqual(bytesOf(again))
  })

  it('takes links to documents along, also to those without notes, or says that it does not', async () => {
    const link = (n: number, from: string, to: string) => ({ ...links[0], id: uuid(n), from, to, type: '' }) as Link
    const tables = tablesOf(
      [notes.astral, { ...notes.third, deletedAt: TIME }],
      [],
      [
        link(202, notes.astral.id, scan.summary.id),
        link(203, scan.summary.id, notes.astral.id),
        // To a note that was deleted, and between documents that these notes are not about.
        link(204, notes.astral.id, notes.third.id),
        link(205, pact.summary.id, scan.summary.id),
      ],
    )
    const { files, losses } = await write(id, side(tables))
    const back = applied(await understand(asInput(files)))
    const [told] = losses.filter(({ code }) => code.startsWith('link'))
    const ends = [...back.links.values()].map(({ from, to }) => [from, to])
    if (told) expect([ends, told.ids]).toEqual([[], [notes.astral.id]])
    else {
      expect(ends).toEqual([
        [notes.astral.id, scan.summary.id],
        [scan.summary.id, notes.astral.id],
      ])
    }
    expect(told?.code).toBe(
      { qdpx: 'link-document', csv: 'link', md: 'link', w3c: undefined, tei: undefined, qdc: '' }[id],
    )
  })

  it('changes nothing in the notebook that it comes from', async () => {
    const { files } = await write(id)
    const { changes, outcomes } = await understand(asInput(files), side())
    const expected = lost[id].orphan ? [uuid(10)] : []
    expect(changes.map(({ after }) => after?.id)).toEqual(expected)
    expect(outcomes.filter(({ status }) => status !== 'duplicate').map((one) => one.id)).toEqual(expected)
  })

  it('takes the same file twice without making notes twice', async () => {
    const { files } = await write(id)
    const once = applied(await understand(asInput(files)))
    const twice = await understand(asInput(files), side(once))
    expect(twice.changes).toEqual([])
  })

  it('puts back what was deleted, changes what was changed, leaves what is newer', async () => {
    const { files } = await write(id)
    const tables = tablesOf()
    tables.annotations.set(uuid(12), { ...notes.third, deletedAt: '2026-11-28T00:00:00.000Z', rev: 2 })
    tables.annotations.set(uuid(7), { ...notes.rect, note: 'vecāks', updated: '2026-01-01T00:00:00.000Z', rev: 2 })
    tables.annotations.set(uuid(9), { ...notes.several, note: 'jaunāks', updated: '2027-01-01T00:00:00.000Z', rev: 2 })
    const received = await understand(asInput(files), side(tables))
    const said = new Map(received.outcomes.map((outcome) => [outcome.id, outcome.code]))
    expect(said.get(uuid(12))).toBe('restored')
    expect(said.get(uuid(7))).toBe('changed')
    expect(said.get(uuid(9))).toBe('newer-here')
    const after = applied(received, tables)
    expect(after.annotations.get(uuid(12))).toMatchObject({ deletedAt: null, note: 'Trešā' })
    expect(after.annotations.get(uuid(7))?.note).toBe('Zīmogs')
    expect(after.annotations.get(uuid(9))?.note).toBe('jaunāks')
  })

  it('keeps notes as orphans where their documents are not, and says so for each', async () => {
    const { files } = await write(id)
    const { outcomes, changes } = await understand(asInput(files), side(createTables(), []))
    expect(outcomes.length).toBeGreaterThanOrEqual(Object.keys(notes).length)
    for (const outcome of outcomes) {
      expect(outcome.status, outcome.words).toBe('orphan')
      expect(outcomeCodes).toContain(outcome.code)
      expect(outcome.message).toMatch(/[.]$/)
    }
    expect(changes.filter(({ table }) => table === 'annotations').length).toBe(outcomes.length)
  })

  it('finds the words in another edition, and asks where they stand twice', async () => {
    const { files } = await write(id, side(tablesOf([notes.astral, notes.third], [], [])))
    const later = {
      ...pact,
      model: { ...pact.model, text: `Jauns sākums 😀.\n${pact.model.text}`, blocks: [] },
      edition: { ...pact.edition, sha256: '0'.repeat(64) },
    }
    const moved = await understand(asInput(files), side(createTables(), [later]))
    const target = applied(moved).annotations.get(uuid(1))?.targets[0]
    expect(target).toMatchObject({ kind: 'text', exact: '𝔅 palīdz viena', start: later.model.text.indexOf('𝔅') })
    const formula = { ...later, model: { ...later.model, text: 'Puses a. Puses b. Puses c.', blocks: [] } }
    const asked = await understand(asInput(files), side(createTables(), [formula]))
    expect(asked.outcomes.find((one) => one.id === uuid(12))?.status).toBe('review')
    const anchors = [...applied(asked).anchors.values()].filter(({ annId }) => annId === uuid(12))
    expect(anchors).toMatchObject([{ state: 'review', start: null }])
    expect(anchors[0]?.candidates.length).toBe(3)
    expect(asked.outcomes.find((one) => one.id === uuid(1))?.status).toBe('orphan')
  })

  it('stops when it is told to', async () => {
    const controller = new AbortController()
    controller.abort()
    const stopped = { signal: controller.signal, progress: () => undefined }
    const { writeNotes, understandNotes } = await import('./run')
    await expect(writeNotes(side(), { format: id, author: '', version: '0' }, stopped)).rejects.toMatchObject({
      code: 'cancelled',
    })
    const { files } = await write(id)
    await expect(understandNotes(side(), asInput(files), { time: '' }, stopped)).rejects.toMatchObject({
      code: 'cancelled',
    })
  })
})
