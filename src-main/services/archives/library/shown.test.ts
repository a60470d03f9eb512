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
