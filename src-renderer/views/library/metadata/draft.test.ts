import type { Metadata } from '#shared/contract'
import { describe, expect, it } from 'vitest'
import { actsOf, applyBatch, isUsable } from './batch'
import { draftOf, emptyAgent, metadataFrom, problemsOf, type RoleWords } from './draft'
import { languageFrom } from './languages'
import { subjectsFrom } from './subjects'

const before: Metadata = {
  title: { text: 'Vēstule', lang: 'lv' },
  creators: [{ name: 'Vilhelms Munters', key: 'munters', role: 'author' }],
  date: { edtf: '1939-10~' },
  places: [],
  persons: [],
  languages: ['lv'],
  type: 'letter',
  rights: { text: 'Public domain' },
  origins: { title: 'extracted', date: 'extracted' },
}
const latvian: Readonly<Record<string, string>> = { author: 'autors', editor: 'redaktors' }
const words: RoleWords = {
  roleName: (role) => latvian[role] ?? role,
  roleOf: (word) => Object.keys(latvian).find((role) => latvian[role] === word.toLowerCase()) ?? word,
}
const draft = () => draftOf(before, (_field, { name }) => name, words)

describe('a draft of metadata', () => {
  it('without changes is the metadata itself', () => {
    expect(metadataFrom(draft(), before, words)).toEqual(before)
    expect(problemsOf(draft())).toEqual({})
  })

  it('marks what changed as the reader’s, and forgets the origin of what was cleared', () => {
    const edited = { ...draft(), title: ' Vēstule Maskavai ', date: '' }
    edited.texts.repository = 'LVVA'
    const after = metadataFrom(edited, before, words)
    expect(after.title).toEqual({ text: 'Vēstule Maskavai', lang: 'lv' })
    expect(after.date).toBeUndefined()
    expect(after.origins).toEqual({ title: 'user', repository: 'user' })
    expect(before.origins).toEqual({ title: 'extracted', date: 'extracted' })
  })

  it('keeps the register’s key while the name stays, and drops it with another name', () => {
    const edited = draft()
    edited.creators = [
      { ...edited.creators[0]!, role: 'recipient' },
      { ...edited.creators[0]!, name: 'Kārlis Ulmanis' },
      emptyAgent(),
    ]
    expect(metadataFrom(edited, before, words).creators).toEqual([
      { name: 'Vilhelms Munters', key: 'munters', role: 'recipient' },
      { name: 'Kārlis Ulmanis', role: 'author' },
    ])
  })

  it('shows roles in the words of the interface and stores what they stand for; other words stay', () => {
    const edited = draft()
    expect(edited.creators[0]?.role).toBe('autors')
    edited.creators = [
      { ...emptyAgent(), name: 'Anna', role: 'Redaktors ' },
      { ...emptyAgent(), name: 'Ilze', role: 'iespiedējs' },
    ]
    expect(metadataFrom(edited, before, words).creators).toEqual([
      { name: 'Anna', role: 'editor' },
      { name: 'Ilze', role: 'iespiedējs' },
    ])
  })

  it('takes subjects, and forgets the field with the last of them', () => {
    const after = metadataFrom({ ...draft(), subjects: ['Pakti'] }, before, words)
    expect([after.subjects, after.origins['subjects']]).toEqual([['Pakti'], 'user'])
    const cleared = metadataFrom({ ...draftOf(after, (_field, { name }) => name, words), subjects: [] }, after, words)
    expect([cleared.subjects, 'subjects' in cleared.origins]).toEqual([undefined, false])
    expect(subjectsFrom(' jūra;  Kara  flote ;jūra', ['Jūra'])).toEqual(['Jūra', 'Kara flote'])
  })

  it.each(['1939-10~', '1939?', '1939-09/..', '../1939', '193X', '5.10.1939', 'ap 1905'])(
    'takes the date %s',
    (date) => {
      expect(problemsOf({ ...draft(), date })).toEqual({})
    },
  )

  it('says which fields are wrong', () => {
    const edited = { ...draft(), title: ' ', date: 'rudenī', rightsUri: 'nowhere' }
    edited.texts.sourceUrl = 'javascript:alert(1)'
    edited.texts.accessed = 'vakar'
    expect(problemsOf(edited)).toEqual({
      title: 'empty',
      date: 'date',
      rightsUri: 'address',
      sourceUrl: 'address',
      accessed: 'date',
    })
    expect(problemsOf({ ...draft(), date: '', dateDisplay: 'rudenī' })).toEqual({ date: 'words' })
  })
})

describe('a change of many', () => {
  it('sets, adds to and clears', () => {
    expect(applyBatch(before, { field: 'languages', act: 'add', value: 'ru' })?.languages).toEqual(['lv', 'ru'])
    expect(applyBatch(before, { field: 'languages', act: 'set', value: 'ru' })?.languages).toEqual(['ru'])
    expect(applyBatch(before, { field: 'creators', act: 'clear', value: '' })?.creators).toEqual([])
    const cleared = applyBatch(before, { field: 'date', act: 'clear', value: '' })
    expect(cleared && 'date' in cleared).toBe(false)
    expect(cleared?.origins).toEqual({ title: 'extracted' })
    expect(applyBatch(before, { field: 'type', act: 'set', value: 'pact' })?.origins['type']).toBe('user')
    expect(applyBatch(before, { field: 'date', act: 'set', value: '5.10.1939' })?.date).toEqual({ edtf: '1939-10-05' })
  })

  it('adds subjects to what each has, sets and clears them', () => {
    const [sea] = [{ ...before, subjects: ['Jūra'] }]
    const change = (act: 'add' | 'set' | 'clear', value: string, of = before) =>
      applyBatch(of, { field: 'subjects', act, value })?.subjects
    expect(change('add', 'jūra; Pakti', sea)).toEqual(['Jūra', 'Pakti'])
    expect(change('set', 'Pakti', sea)).toEqual(['Pakti'])
    expect(applyBatch(sea, { field: 'subjects', act: 'add', value: 'JŪRA' })).toBeNull()
    const cleared = applyBatch(sea, { field: 'subjects', act: 'clear', value: '' })
    expect(cleared && 'subjects' in cleared).toBe(false)
    expect(applyBatch(before, { field: 'subjects', act: 'clear', value: '' })).toBeNull()
  })

  it('changes nothing where the value is there already, or is none', () => {
    expect(applyBatch(before, { field: 'languages', act: 'add', value: 'lv' })).toBeNull()
    expect(applyBatch(before, { field: 'rights', act: 'set', value: 'Public domain' })).toBeNull()
    expect(applyBatch(before, { field: 'genre', act: 'clear', value: '' })).toBeNull()
    expect(applyBatch(before, { field: 'date', act: 'set', value: 'rudenī' })).toBeNull()
    expect(isUsable({ field: 'type', act: 'set', value: 'poem' })).toBe(false)
    expect(actsOf('type')).toEqual(['set'])
  })
})

it('finds languages by name and tag', () => {
  const names: Record<string, string> = { lv: 'latviešu', ru: 'krievu', mul: 'vairākas valodas' }
  const nameOf = (tag: string) => names[tag] ?? tag
  expect(languageFrom('Latviesu valoda', nameOf)).toBe('lv')
  expect(languageFrom('sr-latn', nameOf)).toBe('sr-Latn')
  expect(languageFrom('klingonu', nameOf)).toBeNull()
  expect(languageFrom('', nameOf)).toBeNull()
})
