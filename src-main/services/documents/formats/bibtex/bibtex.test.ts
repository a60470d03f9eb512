import iconv from 'iconv-lite'
import { expect, test } from 'vitest'
import { AppError } from '#shared/contract'
import { extractDocument } from '../../index'

const read = async (text: string | Uint8Array, hints = {}) =>
  (await extractDocument(Buffer.from(text), { fileName: 'a.bib', format: 'bibtex', ...hints })).model
const lines = async (text: string, hints = {}) => (await read(text, hints)).text.split('\n\n')

test('entries become references: accents, names, strings, dates', async () => {
  const source = String.raw`
@string{riga = "R{\=\i}ga"}
@comment{not this}
@book{pips1935,
  author = {P{\=\i}ps, Ants and B{\=e}rzi{\c n}{\v s}, J{\=a}nis and {Latvijas Republika}},
  title = {{\=A}rpolitika {un} \emph{diplom\=atija}},
  address = riga, publisher = {Valters \& Rapa}, year = 1935, langid = {latvian}
}
@article{kruger, author={Kr{\"u}ger, M.}, title="Pakts", journal={Baltische Monatsschrift}, volume=3, number=2,
  pages={10--20}, date={1939-10-05}, url={https://example.org/a_b}}
@phdthesis{t, author = "Ā. Bērziņa", title = {Disertācija}, school = {LU}, year = {n.d.}}`
  const model = await read(source, { lang: 'lv', title: 'Avoti' })
  expect(model.text.split('\n\n')).toEqual([
    'Avoti',
    'Pīps, Ants; Bērziņš, Jānis; Latvijas Republika. Ārpolitika un diplomātija. Rīga: Valters & Rapa, 1935.',
    'Krüger, M. Pakts. No: Baltische Monatsschrift. 3, 2, 10-20, 1939. gada 5. oktobris. https://example.org/a_b',
    'Bērziņa, Ā. Disertācija. LU, n.d.',
  ])
  expect(model.blocks.map((block) => block.attrs?.['citation'])).toEqual([undefined, 'pips1935', 'kruger', 't'])
  expect(model.meta).toMatchObject({ citations: '3', encoding: 'utf-8' })
  expect(model.warnings).toEqual([])
})

test('one bad entry does not take the others with it', async () => {
  const source =
    '@string{x = {Rīga}}\n@book{a, title = {Pirmā}, address = x}\n@book{b, title = {Otrā}\n\n@book{c, title = {Trešā}}'
  const model = await read(source)
  expect(model.text.split('\n\n')).toEqual(['Pirmā. Rīga.', 'Trešā.'])
  expect(model.warnings.map((warning) => warning.code)).toEqual(['record-left-out'])
})

test('commands that nobody knows are left out, their text stays', async () => {
  const source = String.raw`@book{a, title = {Viens \enquote*{divi} trīs}, note = {\href{http://a.example}%
    {šeit}}}`.replaceAll('\\\\', '\\')
  const model = await read(source)
  expect(model.text).toMatch(/^Viens .?divi.? trīs\./)
  expect(model.warnings).toEqual([])
})

test('old encodings, and files without entries', async () => {
  expect(
    (await read(iconv.encode('@book{a, title = {Ārpolitika un kaimiņi, sēļi, žīdi, šķēpi}}', 'windows-1257'))).text,
  ).toBe('Ārpolitika un kaimiņi, sēļi, žīdi, šķēpi.')
  await expect(read('nothing')).rejects.toMatchObject({ code: 'damaged' })
  await expect(read('@comment{only this}')).rejects.toBeInstanceOf(AppError)
})

test('an address in the place of a list is not fetched', async () => {
  await expect(lines('https://example.org/list.bib')).rejects.toMatchObject({ code: 'damaged' })
})
