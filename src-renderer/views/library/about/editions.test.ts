import type { Edition } from '#shared/contract'
import { expect, it } from 'vitest'
import { changeOf } from './editions'

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
