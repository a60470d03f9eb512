import { expect, test } from 'vitest'
import { packAnswer, type Parcel, withText } from './parcel'

const unpacked = ({ json, text }: Parcel) =>
  (text === null ? JSON.parse(json) : withText(JSON.parse(json), text)) as unknown

const answer = (text: string) => ({ ok: true, result: { model: { text, blocks: [{ id: 'b1' }] }, edition: 1 } })

test('an answer is the same after its way, its text apart from the rest', () => {
  const sent = answer('"Rīga"\nMaskava')
  const parcel = packAnswer(sent)
  expect(parcel).toEqual({ json: JSON.stringify(answer('')), text: '"Rīga"\nMaskava' })
  expect(unpacked(parcel)).toEqual(sent)
  expect(sent.result.model.text).toBe('"Rīga"\nMaskava')
})

test('answers without a text, and what is no answer, go as they are', () => {
  for (const body of [null, 'words', { ok: false, error: { code: 'damaged' } }, { result: { model: { text: 7 } } }]) {
    expect(packAnswer(body).text).toBeNull()
    expect(unpacked(packAnswer(body))).toEqual(body)
  }
  const half = answer('half a pair: \ud83c')
  expect([packAnswer(half).text, unpacked(packAnswer(half))]).toEqual([null, half])
  expect(withText(null, 'no answer')).toBeNull()
})
