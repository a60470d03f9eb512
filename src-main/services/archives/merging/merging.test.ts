import { expect, test } from 'vitest'
import type { Metadata, Registers } from '#shared/contract'
import { annotation, sealedNotebook, tag } from '../../../../tests/support/notebook-drafts'
import { joinMetadata } from './metadata'
import { joinNotes, withoutNotes } from './notes'
import { type DocumentFacts, planMerge } from './plan'
import { mergeRegisters } from './registers'

const metadata = (more: Partial<Metadata> = {}): Metadata => ({
  title: { text: 'Viens', lang: 'lv' },
  creators: [],
  places: [],
  persons: [],
  languages: [],
  type: 'other',
  origins: {},
  ...more,
})
const facts = (id: string, originals: string[], editions: string[]): DocumentFacts => ({
  id,
  originals,
  editions: editions.map((text) => ({ text, extractor: 'x@1' })),
  metadata: metadata(),
})
const asIs = (one: Metadata) => one

test('a document is known by its bytes, under whatever id', () => {
  const steps = planMerge([facts('d1', ['a', 'b'], ['t1'])], [facts('d9', ['b'], ['t1', 't2'])], asIs)
  expect(steps).toEqual([{ kind: 'join', from: 'd9', id: 'd1', editions: [1], metadata: null, differing: [] }])
})

test('another file under the same id gets an id of its own, the same one every time', () => {
  const target = [facts('d1', ['a'], ['t1'])]
  const [step] = planMerge(target, [facts('d1', ['b'], ['t2'])], asIs)
  expect(step).toMatchObject({ kind: 'add', from: 'd1', id: expect.stringMatching(/^d[0-9a-f]{24}$/) as string })
  expect(planMerge(target, [facts('d1', ['b'], ['t2'])], asIs)).toEqual([step])
})

test('two documents of the source that are one here do not bring an edition twice', () => {
  const target = [facts('d1', ['a', 'b'], ['t1'])]
  const steps = planMerge(target, [facts('d1', ['a'], ['t2']), facts('d2', ['b'], ['t2'])], asIs)
  expect(steps.map((step) => step.kind === 'join' && step.editions)).toEqual([[0], []])
})

test('what is said here stays, what is only said there is added, and what differs is named', () => {
  const first = metadata({ genre: 'a', origins: { genre: 'user' } })
  const other = metadata({
    title: { text: 'Divi', lang: 'lv' },
    genre: 'b',
    level: 'file',
    type: 'letter',
    languages: ['lv'],
    origins: { level: 'imported-record' },
  })
  const joined = joinMetadata(first, other)
  expect(joined).toMatchObject({ changed: true, differing: ['genre'] })
  expect(joined.metadata).toMatchObject({
    title: { text: 'Viens' },
    alternativeTitles: [{ text: 'Divi', lang: 'lv' }],
    genre: 'a',
    level: 'file',
    type: 'letter',
    languages: ['lv'],
    origins: { genre: 'user', level: 'imported-record' },
  })
  expect(joinMetadata(joined.metadata, other).changed).toBe(false)
  expect(joinMetadata(first, first)).toEqual({ metadata: first, changed: false, differing: [] })
})

test('registers: the same by name, another by key, and all that refers to them follows', () => {
  const person = (key: string, name: string) => ({ key, sort: name, names: { lv: name } })
  const target: Registers = {
    persons: [person('a', 'Anna')],
    places: [{ key: 'riga', names: { lv: 'Rīga' }, lat: 56.9, lon: 24.1 }],
    citations: [{ id: 'c', type: 'book', title: 'Grāmata' }],
  }
  const source: Registers = {
    persons: [{ ...person('a', 'ANNA'), names: { lv: 'Anna', en: 'Anne' } }, person('b', 'Juris')],
    places: [{ key: 'riga', names: { de: 'Riga', lv: 'rīga' }, kind: 'city' }],
    citations: [{ id: 'c', type: 'book', title: 'Cita' }],
  }
  const { registers, changed, rekey } = mergeRegisters(target, source)
  expect(changed).toBe(true)
  expect(registers.persons).toMatchObject([{ key: 'a', names: { lv: 'Anna', en: 'Anne' } }, { key: 'b' }])
  expect(registers.places).toMatchObject([{ lat: 56.9, kind: 'city', names: { lv: 'Rīga', de: 'Riga' } }])
  expect(registers.citations.map(({ id }) => id)).toEqual(['c', 'c-2'])
  expect(rekey(metadata({ sources: ['c'] })).sources).toEqual(['c-2'])
  expect(mergeRegisters(registers, source).changed).toBe(false)
})

test('notes of two archives are joined without doubles, and taken apart again', () => {
  const plain = { ...sealedNotebook(), annotations: [], tags: [], links: [], comparisons: [] }
  const [own, both, theirs] = [annotation(), annotation(), annotation()]
  const [ownTag, theirTag] = [tag('Savs'), tag('Viņu')]
  const target = { ...plain, annotations: [own, both], tags: [ownTag] }
  const source = { ...plain, annotations: [both, theirs], tags: [ownTag, theirTag] }
  const joined = joinNotes(target, source)
  expect(joined.annotations).toEqual([own, both, theirs])
  expect(withoutNotes(joined, [target])).toEqual({ ...plain, annotations: [theirs], tags: [theirTag] })
  expect(withoutNotes(joined, [])).toEqual(joined)
  expect(withoutNotes(joined, [target, source])).toEqual(plain)
})
