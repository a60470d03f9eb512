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
