import type { DocumentSummary, Edition } from '#shared/contract'
import { expect, it } from 'vitest'
import { changedFiles, changeOf } from './editions'

const edition: Edition = {
  id: 'd1.1',
  docId: 'd1',
  number: 1,
  sha256: 'a'.repeat(64),
  length: 3,
  importedAt: '2026-11-20T10:00:00.000Z',
  importer: 'plain-text@1',
}

it('counts words that came and went', () => {
  const before = { edition, model: { text: 'Viens divi trīs', lang: 'lv' } }
  const after = { edition: { ...edition, importer: 'plain-text@2' }, model: { text: 'Viens trīs četri pieci' } }
  expect(changeOf(before, after)).toEqual({
    file: false,
    extractor: true,
    language: true,
    words: { added: 2, removed: 1 },
  })
  expect(changeOf(before, before).words).toEqual({ added: 0, removed: 0 })
})

it('does not compare what is too long', () => {
  const long = (text: string) => ({ edition, model: { text: text.repeat(500_001) } })
  expect(changeOf(long('a b '), long('a c ')).words).toBeNull()
})

it('tells the file of each edition that came from another one than the edition before', () => {
  const file = (name: string) => ({
    sha256: name.repeat(64),
    bytes: 5,
    fileName: `${name}.txt`,
    mediaType: 'text/plain',
  })
  const of = (number: number, original?: Edition['original']): Edition => ({
    ...{ ...edition, id: `d1.${number}`, number },
    ...(original ? { original } : {}),
  })
  const document: DocumentSummary = {
    ...{ id: 'd1', archiveId: 'a', format: 'plain-text', words: 1, blocks: 1, articles: 0, current: 5 },
    ...{ mediaType: 'text/plain', fileName: 'a.txt', originalSha256: 'a'.repeat(64), originalBytes: 5 },
    metadata: {
      ...{ title: { text: 'A', lang: 'lv' }, creators: [], places: [], persons: [], languages: [], origins: {} },
      type: 'other',
    },
    editions: [of(1), of(2), of(3, file('b')), of(4, file('b')), of(5)],
  }
  expect([...changedFiles(document)]).toEqual([
    [3, file('b')],
    [5, file('a')],
  ])
  expect(changedFiles({ ...document, editions: [of(1), of(2)] }).size).toBe(0)
})
