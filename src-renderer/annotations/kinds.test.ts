import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import type { Annotation } from '#shared/contract'
import { correctionPieces } from './correction'
import { draftOf, fieldsOf, kindShown } from './kinds'

const note = (part: Partial<Annotation>): Annotation => ({
  id: '1',
  targets: [{ kind: 'document', docId: 'd', editionId: 'd.1' }],
  kind: 'note',
  colour: 'A',
  tagIds: ['t'],
  note: 'Kāpēc?',
  created: '2026-11-01T10:00:00.000Z',
  updated: '2026-11-01T10:00:00.000Z',
  rev: 1,
  deletedAt: null,
  ...part,
})

describe('kinds of notes', () => {
  it('takes a mark with words for a note, whatever it was made as', () => {
    expect(kindShown(note({ kind: 'highlight' }))).toBe('note')
    expect(kindShown(note({ kind: 'highlight', note: '' }))).toBe('highlight')
    expect(kindShown(note({ kind: 'question', note: '' }))).toBe('question')
  })

  it('goes from the record to the form and back unchanged', () => {
    for (const one of [
      note({}),
      note({ kind: 'highlight', note: '' }),
      note({ kind: 'question', answered: true }),
      note({ kind: 'correction', correction: 'pareizi' }),
      note({ kind: 'link' }),
    ]) {
      expect(one).toMatchObject(fieldsOf(draftOf(one), one.kind))
    }
  })

  it('keeps the words of a correction that becomes a note, so that it can become one again', () => {
    const draft = { ...draftOf(note({ kind: 'correction', correction: 'pareizi' })), kind: 'note' as const }
    expect(fieldsOf(draft, 'correction')).not.toHaveProperty('correction')
  })
})

describe('a correction', () => {
  it('shows the word that changes, in its sentence', () => {
    expect(correctionPieces('Abas puses apņemās palīdzēt.', 'Abas puses apņemas palīdzēt.')).toEqual([
      { kind: 'same', text: 'Abas puses ' },
      { kind: 'del', text: 'apņemās' },
      { kind: 'ins', text: 'apņemas' },
      { kind: 'same', text: ' palīdzēt.' },
    ])
  })

  it('tells every letter of the old words, and all new ones', () => {
    const words = fc.string({ unit: fc.constantFrom('a', 'ā', 'A', ' ', '.', ',', '5', '-', '\n') })
    fc.assert(
      fc.property(words, words, (old, corrected) => {
        const pieces = correctionPieces(old, corrected)
        const join = (...kinds: string[]) =>
          pieces.flatMap((one) => (kinds.includes(one.kind) ? [one.text] : [])).join('')
        expect(join('same', 'del')).toBe(old)
        const bare = (text: string) => text.replace(/\s/g, '')
        expect(bare(join('same', 'ins'))).toBe(bare(corrected))
      }),
    )
  })
})
