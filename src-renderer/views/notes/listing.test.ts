import { describe, expect, it } from 'vitest'
import type { Annotation, Tag } from '#shared/contract'
import { withDescendants } from '@/annotations'
import { companionsOf, countTags, filterNotes, groupByDay, groupByDocument, ownCountsByTag } from './listing'

const lifetime = { created: '2026-11-01T10:00:00.000Z', rev: 1, deletedAt: null }

const tag = (id: string, name: string, parentId = ''): Tag => ({
  id,
  parentId,
  name,
  nameKey: name,
  colour: null,
  note: '',
  updated: lifetime.created,
  ...lifetime,
})

const note = (
  id: string,
  docId: string,
  start: number,
  words: string,
  tagIds: string[],
  updated: string,
): Annotation => ({
  id,
  kind: 'note',
  colour: 'A',
  note: words,
  tagIds,
  targets: [
    { kind: 'text', docId, editionId: `${docId}.1`, start, end: start + 5, exact: 'Pērnava', prefix: '', suffix: '' },
  ],
  ...lifetime,
  updated,
})

const tags = [tag('bases', 'Bases'), tag('ports', 'Ports', 'bases'), tag('check', 'Check')]
const notes = [
  note('1', 'd2', 40, 'Fleet too', ['ports'], '2026-11-20T10:00:00.000Z'),
  note('2', 'd1', 10, 'Ten years', ['check', 'bases'], '2026-11-22T10:00:00.000Z'),
  note('3', 'd2', 5, '', ['gone'], '2026-11-22T12:00:00.000Z'),
]
const all = { tag: 'all', documentId: '', text: '' }
const ids = (list: readonly Annotation[]) => list.map(({ id }) => id)

describe('listing of notes', () => {
  it('counts a note once for a tag and the tags above it', async () => {
    const both = note('4', 'd1', 60, '', ['ports', 'bases', 'ports'], '2026-11-23T10:00:00.000Z')
    const { all, own, untagged } = await countTags([...notes, both], tags, () => undefined)
    expect(untagged).toBe(1)
    expect([...own].sort()).toEqual([
      ['bases', 2],
      ['check', 1],
      ['ports', 2],
    ])
    expect([...all].sort()).toEqual([
      ['bases', 3],
      ['check', 1],
      ['ports', 2],
    ])
    expect([...withDescendants('bases', tags)]).toEqual(['bases', 'ports'])
  })

  it('counts a tag itself apart from those below it', () => {
    expect([...ownCountsByTag(notes)].sort()).toEqual([
      ['bases', 1],
      ['check', 1],
      ['gone', 1],
      ['ports', 1],
    ])
  })

  it('counts the tags on the same notes, without the tag’s own and those that are gone', () => {
    const more = [...notes, note('4', 'd1', 60, '', ['ports', 'check'], '2026-11-23T10:00:00.000Z')]
    const found = (id: string) => companionsOf(id, more, tags).map((one) => [one.tag.id, one.count])
    expect(found('bases')).toEqual([['check', 2]])
    expect(found('check')).toEqual([
      ['bases', 1],
      ['ports', 1],
    ])
    expect(ids(filterNotes(more, { ...all, tag: 'check', also: 'ports' }, tags))).toEqual(['4'])
  })

  it('filters by tag, document and words of any part', () => {
    expect(ids(filterNotes(notes, { ...all, tag: 'bases' }, tags))).toEqual(['1', '2'])
    expect(ids(filterNotes(notes, { ...all, tag: 'untagged' }, tags))).toEqual(['3'])
    expect(ids(filterNotes(notes, { ...all, documentId: 'd2' }, tags))).toEqual(['1', '3'])
    expect(ids(filterNotes(notes, { ...all, text: 'pernava TEN check' }, tags))).toEqual(['2'])
    expect(ids(filterNotes(notes, { ...all, text: 'nothing' }, tags))).toEqual([])
  })

  it('groups by document in the order of the text, and by day from the newest', () => {
    const rankOf = (id: string) => ['d2', 'd1'].indexOf(id)
    expect(groupByDocument(notes, rankOf).map(({ key, notes: list }) => [key, ids(list)])).toEqual([
      ['d2', ['3', '1']],
      ['d1', ['2']],
    ])
    expect(groupByDay(notes).map(({ notes: list }) => ids(list))).toEqual([['3', '2'], ['1']])
  })
})
