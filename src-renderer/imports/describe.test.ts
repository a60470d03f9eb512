import { expect, it } from 'vitest'
import type { ImportOutcome } from '#shared/contract'
import { setLanguage } from '@/locales'
import { canUndo, useOutcomes } from './describe'

const base = { path: '/mape/a.bin', documentId: 'd1', warnings: [] }
const refusal = { code: 'password', message: '"a.bin" is locked with a password.' }

it('says of a file that was refused before what became of it now, and that there is nothing to undo', async () => {
  await setLanguage('en')
  const { detail } = useOutcomes()
  const again: ImportOutcome = { ...base, ...refusal, status: 'refused', refusedBefore: true }
  const copy: ImportOutcome = { ...base, ...refusal, status: 'duplicate' }
  const read: ImportOutcome = { ...base, status: 'ok', edition: 1, refusedBefore: true, characters: 12 }
  expect([again, copy, read].map((outcome) => detail(outcome))).toEqual([
    'Tried again; the file is still kept without text. “a.bin” is locked with a password.',
    'The archive has this file already, without text. “a.bin” is locked with a password.',
    'Refused before, read now · 12 characters',
  ])
  expect(canUndo({ finished: true, outcomes: [again, copy, read] })).toBe(false)
  expect(canUndo({ finished: true, outcomes: [{ ...again, refusedBefore: false }] })).toBe(true)
})
