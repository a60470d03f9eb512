import { expect, test } from 'vitest'
import { extractDocument } from '../../index'

test('ids may be numbers', async () => {
  const records = [
    { id: 7, type: 'book', title: 'Ārpolitika', author: [{ family: 'Pīps', given: 'Ants' }] },
    { id: 'b', type: 'book', title: 'Otrā' },
  ]
  const { model } = await extractDocument(Buffer.from(JSON.stringify(records)), { fileName: 'a.json', lang: 'en' })
  expect(model.extractor).toBe('csl-json@3')
  expect(model.text.split('\n\n')).toEqual(['Pīps, Ants. Ārpolitika.', 'Otrā.'])
  expect(model.blocks.map((block) => block.attrs)).toEqual([{ citation: '7' }, { citation: 'b' }])
})
