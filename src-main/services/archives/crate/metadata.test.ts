import { expect, test } from 'vitest'
import type { Metadata } from '#shared/contract'
import { GraphReader, GraphWriter } from './graph'
import { readMetadata, writeMetadata } from './metadata'

const metadata: Metadata = {
  title: { text: 'Akts', lang: 'lv' },
  creators: [{ name: 'A. Rejs', role: 'editor', key: 'rejs' }],
  places: [],
  persons: [],
  languages: ['lv'],
  type: 'other',
  subjects: ['Latvija, vēsture', 'jūras bāzes'],
  origins: { subjects: 'user' },
}

test('subjects are keywords of RO-Crate, and come back as they were', () => {
  const graph = new GraphWriter()
  const entity = { '@id': 'x', '@type': 'File', ...writeMetadata(graph, 'd1', metadata) }
  expect(entity).toMatchObject({ keywords: metadata.subjects })
  const read = readMetadata(new GraphReader([entity]), entity, 'x')
  expect(read.subjects).toEqual(metadata.subjects)
})

test('keywords of other programs are one text with commas, or things with names', () => {
  const subjectsOf = (keywords: unknown, ...others: object[]) => {
    const entity = { '@id': 'x', '@type': 'File', name: 'x', keywords }
    return readMetadata(new GraphReader([entity, ...others]), entity, 'x').subjects
  }
  expect(subjectsOf('pakti, jūra; pakti')).toEqual(['pakti', 'jūra'])
  expect(subjectsOf([{ '@id': '#t' }, 'osta'], { '@id': '#t', '@type': 'DefinedTerm', name: 'Līgumi' })).toEqual([
    'Līgumi',
    'osta',
  ])
  expect(subjectsOf(undefined)).toBeUndefined()
})
