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

test('markup in titles becomes marks, and names are whole', async () => {
  const record = {
    id: 'a',
    type: 'book',
    title: 'Par <i>De bello</i> un H<sub>2</sub>O <span class="nocase">de <b>facto</span>',
    author: [
      { family: 'King', given: 'Martin Luther', suffix: 'Jr.' },
      { family: 'Humboldt', given: 'Alexander', 'dropping-particle': 'von' },
    ],
  }
  const { model } = await extractDocument(Buffer.from(JSON.stringify([record])), { fileName: 'a.json', lang: 'en' })
  expect(model.text).toBe('King, Martin Luther, Jr.; Humboldt, Alexander von. Par De bello un H2O de facto.')
  const shown = model.marks.map((mark) => [mark.kind, model.text.slice(mark.start, mark.end)])
  expect(shown).toContainEqual(['sub', '2'])
  expect(shown).toContainEqual(['bold', 'facto'])
  expect(shown.filter(([kind]) => kind === 'italic')).toHaveLength(2)
})
