import { expect, test } from 'vitest'
import type { Metadata } from '#shared/contract'
import { withStored } from './shown'

test('a field that comes back as it was shown keeps what is stored', () => {
  const stored: Metadata = {
    title: { text: 'a\u202Eb', lang: 'lv' },
    creators: [],
    places: [],
    persons: [],
    languages: ['lv'],
    type: 'letter',
    description: 'old\u202E',
    origins: {},
  }
  const sent = { ...stored, title: { text: 'ab', lang: 'lv' }, description: 'new' }
  expect(withStored(sent, stored)).toEqual({ ...stored, description: 'new' })
})

test('of a list, and of a field with parts, only what was changed is new', () => {
  const stored: Metadata = {
    title: { text: 'a\u202Eb', lang: 'lv' },
    creators: [
      { name: 'Selters\u202E', role: 'author' },
      { name: 'Munters', role: 'author' },
    ],
    places: [],
    persons: [],
    languages: ['lv'],
    type: 'letter',
    origins: {},
  }
  const [selters, munters] = [
    { name: 'Selters', role: 'author' as const },
    { name: 'Munters', role: 'editor' as const },
  ]
  const sent: Metadata = { ...stored, title: { text: 'ab', lang: 'en' }, creators: [munters, selters] }
  expect(withStored(sent, stored)).toEqual({
    ...stored,
    title: { text: 'a\u202Eb', lang: 'en' },
    creators: [munters, { name: 'Selters\u202E', role: 'author' }],
  })
})

test('each stored entry of a list comes back once, also in part', () => {
  const stored: Metadata = {
    title: { text: 'a', lang: 'lv' },
    creators: [],
    places: [],
    persons: [],
    languages: ['lv'],
    type: 'letter',
    subjects: ['A\u202E', 'A'],
    origins: {},
  }
  const subjectsOf = (subjects: string[]) => withStored({ ...stored, subjects }, stored).subjects
  expect(subjectsOf(['A', 'A', 'B'])).toEqual(['A\u202E', 'A', 'B'])
  expect(subjectsOf(['B', 'A', 'A'])).toEqual(['B', 'A', 'A\u202E'])
  expect(subjectsOf(['A'])).toEqual(['A\u202E'])
  const before: Metadata = { ...stored, creators: [{ name: 'Selters\u202E', role: 'author' }] }
  const creators = [{ name: 'Selters', role: 'editor' as const }]
  expect(withStored({ ...stored, creators }, before).creators).toEqual([{ name: 'Selters\u202E', role: 'editor' }])
})
