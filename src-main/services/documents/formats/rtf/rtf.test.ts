import iconv from 'iconv-lite'
import { expect, test } from 'vitest'
import { type ExtractHints, extractDocument } from '../../index'

const read = async (body: string, hints: ExtractHints = {}) =>
  (await extractDocument(Buffer.from(body, 'latin1'), { fileName: 'a.rtf', ...hints })).model
const shown = (model: Awaited<ReturnType<typeof read>>) =>
  model.blocks.map((block) => [block.kind, model.text.slice(block.start, block.end)] as const)
const marked = (model: Awaited<ReturnType<typeof read>>) =>
  model.marks.map((mark) => [mark.kind, model.text.slice(mark.start, mark.end), mark.target] as const)
const hex = (text: string, encoding: string) =>
  [...iconv.encode(text, encoding)].map((byte) => `\\'${byte.toString(16).padStart(2, '0')}`).join('')

const fonts =
  '{\\fonttbl{\\f0\\fnil\\fcharset0 Times New Roman;}{\\f1\\fcharset186 Times New Roman Baltic;}{\\f2\\fcharset204{\\*\\panose 0202}Times New Roman Cyr;}{\\f3\\fcharset238 Arial CE;}}'

test('letters: code page of the document, of the font, Unicode with fallbacks', async () => {
  const model = await read(
    `{\\rtf1\\ansi\\ansicpg1257\\deff0${fonts}\\pard ${hex('Šķērsiela', 'windows-1257')}\\par
\\f2 ${hex('Договор', 'windows-1251')}\\f1  un ${hex('ļaudis', 'windows-1257')}; {\\f3 ${hex('Łódź', 'windows-1250')}}\\par
\\uc1 R\\u299?ga, \\uc2\\u269\\'c4\\'8deka, \\uc0\\u-10179\\u-8704 , {\\upr{ansi}{\\*\\ud{\\uc1 \\u257 a}}}\\par}`,
  )
  expect(model.text.split('\n\n').slice(0, 2)).toEqual(['Šķērsiela', 'Договор un ļaudis; Łódź'])
  expect(model.text.split('\n\n')[2]).toMatch(/^Rīga, čeka, 😀, /u)
  expect(model.meta).toMatchObject({ encoding: 'windows-1257', encodingFrom: 'declared' })
})

test('the code page that somebody chose goes before the one of the file', async () => {
  const body = `{\\rtf1\\ansi\\ansicpg1252 ${hex('Ļaudis', 'windows-1257')}}`
  expect((await read(body)).text).not.toBe('Ļaudis')
  const model = await read(body, { encoding: 'windows-1257' })
  expect([model.text, model.meta['encodingFrom']]).toEqual(['Ļaudis', 'chosen'])
  await expect(read(body, { encoding: 'klingon' })).rejects.toMatchObject({ code: 'unsupported-format' })
})

test('marks, links, lists, headings, breaks', async () => {
  const model = await read(
    `{\\rtf1\\ansi{\\stylesheet{\\s0 Normal;}{\\s1\\outlinelevel0 heading 1;}{\\s2 Heading 2;}{\\*\\cs10 Default;}}
{\\info{\\title Pakts}{\\author A. B.; C. D.}{\\creatim\\yr1939\\mo10\\dy5\\hr1}{\\keywords viens, divi}{\\operator X}}
\\pard\\s1 Virsraksts\\par\\pard\\s2 Otrais\\par\\pard\\plain Vien{\\b treknu {\\i sl\\'edpu}}, {\\super 2}, x\\b y\\b0 z.\\line rinda\\par
{\\field{\\*\\fldinst{HYPERLINK "https://example.org/a"}}{\\fldrslt{\\ul saite}}} un {\\field{\\*\\fldinst HYPERLINK "javascript:x"}{\\fldrslt cita}}.\\par
{\\listtext\\pard\\plain 1.\\tab}pirmais\\par{\\pntext\\'b7\\tab}otrais\\par
{\\*\\bkmkstart vieta}A{\\*\\bkmkend vieta}\\v slepens\\v0  b\\page\\pard {\\deleted vecs}{\\revised jauns} \\ldblquote x\\rdblquote\\par}`,
  )
  expect(shown(model)).toEqual([
    ['heading', 'Virsraksts'],
    ['heading', 'Otrais'],
    ['para', 'Vientreknu slípu, 2, xyz.\nrinda'],
    ['para', 'saite un cita.'],
    ['listItem', 'pirmais'],
    ['listItem', 'otrais'],
    ['para', 'A b'],
    ['pageBreak', ''],
    ['para', 'vecsjauns “x”'],
  ])
  expect(marked(model)).toEqual([
    ['bold', 'treknu slípu', undefined],
    ['italic', 'slípu', undefined],
    ['sup', '2', undefined],
    ['bold', 'y', undefined],
    ['link', 'saite', 'https://example.org/a'],
    ['link', 'cita', undefined],
    ['del', 'vecs', undefined],
    ['add', 'jauns', undefined],
  ])
  expect(model.blocks[1]?.level).toBe(2)
  expect(model.blocks[4]?.attrs).toEqual({ marker: '1.' })
  expect(model.blocks[5]?.attrs).toEqual({ marker: '•' })
  expect(model.anchors).toEqual([{ id: 'vieta', start: model.text.indexOf('A b'), source: 'bookmark' }])
  expect(model.meta).toMatchObject({
    title: 'Pakts',
    creators: ['A. B.', 'C. D.'],
    date: '1939-10-05',
    subjects: ['viens', 'divi'],
  })
  expect(model.warnings.map((warning) => warning.code)).toEqual(['hidden-left-out'])
})

test('tables, footnotes, headers, pictures', async () => {
  const model = await read(
    `{\\rtf1\\ansi{\\header Galvene\\par}Pirms{\\super\\chftn}{\\footnote\\pard\\plain {\\super\\chftn} Piez\\'eeme\\par otr\\'e2 rinda.} beigas.\\par
\\trowd\\cellx100\\cellx200\\pard\\intbl a\\par a2\\cell b\\cell\\row\\trowd\\pard\\intbl c\\cell {\\b d}\\cell\\row
\\pard P\\'e7c.{\\pict\\pngblip 89504e47}\\par{\\lang1062 x\\par}}`,
    { encoding: 'windows-1257' },
  )
  expect(shown(model)).toEqual([
    ['para', 'Pirms beigas.'],
    ['note', 'Piezīme\notrā rinda.'],
    ['table', 'a\na2\tb\nc\td'],
    ['row', 'a\na2\tb'],
    ['cell', 'a\na2'],
    ['cell', 'b'],
    ['row', 'c\td'],
    ['cell', 'c'],
    ['cell', 'd'],
    ['para', 'Pēc.'],
    ['para', 'x'],
  ])
  expect(model.marks[0]).toMatchObject({ kind: 'note-ref', start: 5, end: 5, target: model.blocks[1]?.id })
  expect(model.warnings.map((warning) => warning.code)).toEqual(['picture-left-out', 'header-left-out'])
})

test('hostile and broken files', async () => {
  await expect(read(`{\\rtf1 ${'{'.repeat(5000)}x`)).rejects.toMatchObject({ code: 'too-deep' })
  await expect(read('{\\rtf1\\ansi{\\pict 00}}')).rejects.toMatchObject({ code: 'empty' })
  await expect(read('no rtf', { format: 'rtf' })).rejects.toMatchObject({ code: 'damaged' })
  const truncated = await read('{\\rtf1 Sv\\u275?ki {\\b treknu')
  expect(truncated.text).toBe('Svēki treknu')
  expect(truncated.warnings.map((warning) => warning.code)).toEqual(['truncated'])
  expect((await read("{\\rtf1 a\\bin5 }{}{}b\\'zz c}}} d")).text).toContain('a')
  expect((await read(`{\\rtf1 \\u99999999999 a${'\\b'.repeat(10_000)} x}`)).text).toContain('x')
})
