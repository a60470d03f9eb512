import { describe, expect, it } from 'vitest'
import type { Annotation, Tag } from '#shared/contract'
import { setLanguage, useI18n } from '@/locales'
import { documentOf, firstWords, noteMarkdown, noteTime, plainNote, shownTarget, textTargetOf } from './texts'
import { tagPath, tagTree } from './tag-tree'

const tag = (id: string, name: string, parentId = ''): Tag => ({
  id,
  parentId,
  name,
  nameKey: name.toLowerCase(),
  colour: null,
  note: '',
  created: '2026-11-01T10:00:00.000Z',
  updated: '2026-11-01T10:00:00.000Z',
  rev: 1,
  deletedAt: null,
})

describe('the target that a note is shown by', () => {
  const region = {
    ...{ kind: 'region' as const, docId: 'scan', editionId: 'scan.1', page: 1 },
    shape: { type: 'rect' as const, x: 0, y: 0, w: 5, h: 5 },
  }
  const words = {
    ...{ kind: 'text' as const, docId: 'words', editionId: 'words.1', start: 3, end: 8 },
    ...{ exact: 'pakts', prefix: '', suffix: '' },
  }
  const note = (...targets: Annotation['targets']): Annotation => ({
    ...{ id: 'n', kind: 'note', colour: null, tagIds: [], note: '', rev: 1, deletedAt: null, targets },
    ...{ created: '2026-11-01T10:00:00.000Z', updated: '2026-11-01T10:00:00.000Z' },
  })

  it('is one for title, words and way: the first passage, or else the first target', () => {
    const both = note(region, words)
    expect([shownTarget(both), documentOf(both), textTargetOf(both)?.exact]).toEqual([1, 'words', 'pakts'])
    expect([shownTarget(note(region)), documentOf(note(region)), textTargetOf(note(region))]).toEqual([0, 'scan', null])
    expect(documentOf(note())).toBe('')
  })
})

describe('tag tree', () => {
  const tags = [tag('2', 'Ports', '1'), tag('1', 'Bases'), tag('3', 'Airfields', '1'), tag('4', 'Lost', 'gone')]

  it('puts children below their parent, by name', () => {
    const nodes = tagTree(tags, (a, b) => a.localeCompare(b))
    expect(nodes.map((node) => [node.tag.name, node.level, node.hasChildren])).toEqual([
      ['Bases', 1, true],
      ['Airfields', 2, false],
      ['Ports', 2, false],
      ['Lost', 1, false],
    ])
    expect(tagPath(tag('2', 'Ports', '1'), tags)).toBe('Bases / Ports')
  })

  it('shows every tag once even where parents go round', () => {
    const loop = [tag('a', 'A', 'b'), tag('b', 'B', 'a')]
    expect(tagTree(loop, (a, b) => a.localeCompare(b)).map((node) => node.tag.id)).toEqual(['a', 'b'])
    expect(tagPath(loop[0] ?? tag('x', 'x'), loop)).toBe('B / A')
  })
})

describe('short texts', () => {
  it('are cut between words', () => {
    expect(firstWords('one two\n three four', 11)).toBe('one two…')
    expect(firstWords('short', 11)).toBe('short')
    expect(firstWords('unbreakablewordofgreatlength', 8)).toBe('unbreaka…')
  })

  it('hold words only, without the signs of Markdown', () => {
    expect(
      plainNote('# Who **changed** it?\n\n- see [the minutes](https://x.org)\n- *which* day, snake_case_name'),
    ).toBe('Who changed it? see the minutes which day, snake_case_name')
    expect(plainNote('24. septembrī vēl ne')).toBe('24. septembrī vēl ne')
    expect(plainNote('2 * 3 * 4 `code`')).toBe('2 * 3 * 4 code')
  })

  it('take an ordinal at the start of a line for a date, not for a list', () => {
    expect(noteMarkdown('24. septembrī vēl ne')).toBe('24\\. septembrī vēl ne')
    expect(noteMarkdown('1. viens\n2. divi\n\n28. septembrī')).toBe('1. viens\n2. divi\n\n28\\. septembrī')
  })

  it('say the time as people do', async () => {
    await setLanguage('en')
    const now = new Date(2026, 10, 23, 15, 0)
    const at = (day: number, hour: number) => new Date(2026, 10, day, hour, 5).toISOString()
    expect(noteTime(at(23, 9), useI18n(), now)).toBe('today 09:05')
    expect(noteTime(at(22, 23), useI18n(), now)).toBe('yesterday')
    expect(noteTime(at(20, 9), useI18n(), now)).toBe('20 Nov 2026')
  })
})
