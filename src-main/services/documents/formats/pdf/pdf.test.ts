import { expect, test } from 'vitest'
import { AppError, type DocumentModel } from '#shared/contract'
import { extractDocument, sniffFormat } from '../../index'
import { edtfOfPdfDate } from './metadata'
import { pdfOf, type SamplePage, stream, textString, write, writeLines } from './sample'

const read = async (bytes: Uint8Array, fileName = 'a.pdf') => (await extractDocument(bytes, { fileName })).model
const shown = (model: DocumentModel) =>
  model.blocks.map((block) => [block.kind, model.text.slice(block.start, block.end)] as const)
const codes = (model: DocumentModel) => model.warnings.map(({ code }) => code)
const errorOf = async (bytes: Uint8Array): Promise<AppError> => {
  try {
    await extractDocument(bytes, { fileName: 'a.pdf' })
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('It was read.')
}
const text = (lines: readonly string[]): SamplePage => ({ content: writeLines(72, 700, lines) })

/** A sentence that fills a line of 90 letters or less, and no hyphen at its end. */
const prose = [
  'Latvijas un Padomju Savienības savstarpējās palīdzības pakts tika parakstīts Maskavā',
  '1939. gada piektajā oktobrī. Abas puses apņēmās sniegt viena otrai visāda veida palī-',
  'dzību, arī militāru, ja rastos tiešs uzbrukums. Договор вступил в силу со дня обмена',
  'ratifikācijas rakstiem, kas notika Rīgā tā paša gada oktobra vidū pēc apstiprināšanas.',
]

test('lines become paragraphs, divided words are joined, headings are larger', async () => {
  const content =
    write(72, 760, 'Savstarpējās palīdzības pakts', 20) + writeLines(72, 700, prose) + write(72, 640, 'Otrais.')
  const model = await read(pdfOf([{ content }]))
  expect(shown(model)).toEqual([
    ['heading', 'Savstarpējās palīdzības pakts'],
    ['para', prose.join(' ').replace('palī- dzību', 'palīdzību')],
    ['para', 'Otrais.'],
  ])
  expect(model.blocks[0]?.level).toBe(1)
  expect(model).toMatchObject({ extractor: 'pdf@1', mediaType: 'application/pdf', warnings: [] })
})

test('hyphens: soft ones always go, real ones stay', async () => {
  const model = await read(
    pdfOf([
      text([
        'Šajā rindā ir vārds, ko dala mīkstā defise, un tas ir vācu\u00ad',
        'baltietis. Cits vārds ir rakstīts ar īstu defisi, jo labi-',
        'zināms un labi redzams ir katrs atsevišķi. Abi gadi 1939-',
        '1940 bija grūti. Vairāk lasāms adresē https://example.org/',
        'lapa un citur, bet kopā ar vārdu, ko dala tikai rindas ga-',
        'ls, ir viss. Zināms ir arī tas.',
      ]),
    ]),
  )
  expect(shown(model)).toEqual([
    [
      'para',
      'Šajā rindā ir vārds, ko dala mīkstā defise, un tas ir vācubaltietis. Cits vārds ir rakstīts ar īstu defisi, ' +
        'jo labi-zināms un labi redzams ir katrs atsevišķi. Abi gadi 1939-1940 bija grūti. Vairāk lasāms adresē ' +
        'https://example.org/lapa un citur, bet kopā ar vārdu, ko dala tikai rindas gals, ir viss. Zināms ir arī tas.',
    ],
  ])
})

test('columns are read one after the other, a title across them first, tables across', async () => {
  const left = ['Kreisā sleja sākas šeit un tā', 'turpinās vairākās rindās kopā', 'līdz beidzas ar pēdējo rindu.']
  const right = [
    'Labā sleja sākas šeit un tā ir',
    'lasāma tikai pēc kreisās slejas',
    'un beidzas ar pašu pēdējo vārdu.',
  ]
  const title = 'Virsraksts pāri abām slejām, kas ir vienā rindā no malas līdz otrai malai pilnā platumā'
  const columns = write(72, 740, title) + writeLines(72, 700, left) + writeLines(320, 700, right)
  const model = await read(pdfOf([{ content: columns }]))
  expect(shown(model)).toEqual([
    ['para', title],
    ['para', left.join(' ')],
    ['para', right.join(' ')],
  ])
  const cells = [1, 2, 3, 4].map((n) => write(72, 700 - 14 * n, `Rinda ${n}`) + write(400, 700 - 14 * n, `${n}00`))
  const table = await read(pdfOf([{ content: cells.join('') }]))
  expect(table.text.split(/\n+/)).toEqual(['Rinda 1 100', 'Rinda 2 200', 'Rinda 3 300', 'Rinda 4 400'])
})

test('running heads and page numbers; a paragraph goes on over the end of a page', async () => {
  const pages = [0, 1, 2].map((n) => ({
    content:
      write(72, 800, 'Ārpolitikas dokumenti') +
      writeLines(72, 740, n === 0 ? prose.slice(0, 2) : n === 1 ? prose.slice(2) : prose) +
      write(290, 40, `– ${n + 1} –`),
  }))
  const model = await read(pdfOf(pages))
  const whole = prose.join(' ').replace('palī- dzību', 'palīdzību')
  expect(shown(model)).toEqual([
    ['header', 'Ārpolitikas dokumenti'],
    ['footer', '– 1 –'],
    ['para', whole],
    ['header', 'Ārpolitikas dokumenti'],
    ['footer', '– 2 –'],
    ['header', 'Ārpolitikas dokumenti'],
    ['para', whole],
    ['footer', '– 3 –'],
  ])
  expect(model.pages.map(({ n, label, start, end }) => [n, label, model.text.slice(start, end).slice(-5)])).toEqual([
    [1, '1', ' palī'],
    [2, '2', '– 2 –'],
    [3, '3', '– 3 –'],
  ])
})

test('words and lines have their places, on a turned page as it is shown', async () => {
  const content = write(100, 700, 'Ab cde', 10)
  const model = await read(pdfOf([{ content, width: 600, height: 800 }]))
  expect(model.boxes).toEqual([
    { page: 1, start: 0, end: 6, level: 'line', x: 100, y: 92, w: 30, h: 10 },
    { page: 1, start: 0, end: 2, level: 'word', x: 100, y: 92, w: 10, h: 10 },
    { page: 1, start: 3, end: 6, level: 'word', x: 115, y: 92, w: 15, h: 10 },
  ])
  expect(model.pages).toEqual([
    { n: 1, label: '1', start: 0, end: 6, width: 600, height: 800, unit: 'pt', rotation: 0 },
  ])
  const turned = await read(pdfOf([{ content, width: 600, height: 800, rotate: 90 }]))
  expect(turned.pages[0]).toMatchObject({ width: 800, height: 600, rotation: 90 })
  expect(turned.text).toBe('Ab cde')
  // Its lower left corner is the upper left one now: text runs downwards.
  expect(turned.boxes[1]).toEqual({ page: 1, start: 0, end: 2, level: 'word', x: 698, y: 100, w: 10, h: 10 })
})

test('letters placed one by one, spaced out, raised, or with accents of their own', async () => {
  const spaced = [...'Sperrsatz'].map((letter, n) => write(72 + n * 7.5, 700, letter)).join('')
  const words = write(72, 660, 'viens') + write(100, 660, 'divi') + write(120, 664, '2', 6) + write(124, 660, 'trīs')
  const accent = 'BT /F1 10 Tf 1 0 0 1 72 620 Tm <00af> Tj 1 0 0 1 72 620 Tm <0061> Tj <0062> Tj ET\n'
  const model = await read(pdfOf([{ content: spaced + words + accent }]))
  expect(model.text.split(/\n+/)).toEqual(['Sperrsatz', 'viens divi2trīs', 'āb'])
  expect(model.marks.map(({ kind, start, end }) => [kind, model.text.slice(start, end)])).toEqual([['sup', '2']])
})

test('bold, italic and links', async () => {
  const content =
    write(72, 700, 'Teksts ') +
    write(107, 700, 'trekns', 10, 'F2') +
    write(142, 700, 'slīps', 10, 'F3') +
    write(172, 700, 'saite beigās.')
  const annotations = [
    '<< /Type /Annot /Subtype /Link /Rect [172 695 197 710] /A << /S /URI /URI (https://example.org/a) >> >>',
    '<< /Type /Annot /Subtype /Link /Rect [72 695 100 710] /A << /S /URI /URI (javascript:alert\\(1\\)) >> >>',
  ]
  const model = await read(pdfOf([{ content, annotations }]))
  expect(model.text).toBe('Teksts trekns slīps saite beigās.')
  expect(model.marks.map(({ kind, start, end, target }) => [kind, model.text.slice(start, end), target])).toEqual([
    ['bold', 'trekns', undefined],
    ['italic', 'slīps', undefined],
    ['link', 'saite', 'https://example.org/a'],
  ])
})

test('title, creators, dates, language, labels and outline', async () => {
  const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description xmp:CreateDate="1940-06-17T08:00:00Z"><dc:creator><rdf:Seq><rdf:li>Vilhelms Munters</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>`
  const bytes = pdfOf([text(['Pirmā nodaļa', ...prose]), text(['Otrā nodaļa'])], {
    info: `/Title ${textString('Līgums')} /Author (Someone) /CreationDate (D:19391005120000+02'00') /Keywords (pakts, 1939; Baltija)`,
    catalog:
      '/Lang (lv-LV) /Metadata 100 0 R /PageLabels << /Nums [0 << /S /r >> 1 << /S /D /St 7 >>] >> /Outlines 101 0 R',
    objects: [
      stream(xmp, '/Type /Metadata /Subtype /XML'),
      '<< /Type /Outlines /First 102 0 R /Last 102 0 R /Count 1 >>',
      `<< /Title ${textString('Pirmā nodaļa')} /Parent 101 0 R /Dest [200 0 R /Fit] /First 103 0 R /Last 103 0 R >>`,
      `<< /Title ${textString('Otrā nodaļa')} /Parent 102 0 R /Dest [202 0 R /Fit] >>`,
    ],
  })
  const model = await read(bytes)
  expect(model.meta).toEqual({
    title: 'Līgums',
    creators: ['Vilhelms Munters'],
    date: '1940-06-17',
    subjects: ['pakts', '1939', 'Baltija'],
    languages: ['lv-LV'],
    pdfVersion: '1.7',
    pages: '2',
  })
  expect(model.lang).toBe('lv-LV')
  expect(model.pages.map(({ label }) => label)).toEqual(['i', '7'])
  expect(model.blocks.filter(({ kind }) => kind === 'heading').map(({ level }) => level)).toEqual([1, 2])
})

test('dates of PDF', () => {
  expect(edtfOfPdfDate("D:19391005120000+02'00'")).toBe('1939-10-05')
  expect(edtfOfPdfDate('D:194006')).toBe('1940-06')
  expect(edtfOfPdfDate('19401399')).toBe('1940')
  expect(edtfOfPdfDate('yesterday')).toBeNull()
})

test('scripts are not run, attachments become documents', async () => {
  const bytes = pdfOf([text(['Viens'])], {
    catalog:
      '/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> /Names << /EmbeddedFiles << /Names [(a) 100 0 R] >> >>',
    objects: [
      '<< /Type /Filespec /F (../b.txt) /UF (../b.txt) /EF << /F 101 0 R >> >>',
      stream('Pielikums', '/Type /EmbeddedFile'),
    ],
  })
  const { model, children } = await extractDocument(bytes, { fileName: 'a.pdf' })
  expect(codes(model)).toEqual(['script-not-run', 'attachments-taken'])
  expect(children.map(({ fileName, bytes: content }) => [fileName, Buffer.from(content).toString()])).toEqual([
    ['b.txt', 'Pielikums'],
  ])
  expect(model.parts).toHaveLength(1)
})

test('pages that are pictures are accepted, and the warning says what helps', async () => {
  const picture = 'q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \0 EI Q'
  const model = await read(pdfOf([{ content: picture }, { content: picture }]))
  expect(model.text).toBe('')
  expect(model.pages.map(({ start, end, width }) => [start, end, width])).toEqual([
    [0, 0, 595],
    [0, 0, 595],
  ])
  expect(codes(model)).toEqual(['no-text-layer'])
  expect(model.warnings[0]?.message).toContain('Character recognition')
  // An empty page is no picture.
  const mixed = await read(pdfOf([text(['Viens']), { content: picture }, { content: '' }]))
  expect(mixed.warnings).toEqual([
    { code: 'pages-without-text', message: expect.stringContaining('1 of 3 pages have no text layer (2)') as string },
  ])
})

test('locked, broken and far too long files are refused with a code', async () => {
  const locked = pdfOf([text(['Viens'])], {
    trailer: '/ID [<00><00>] /Encrypt 100 0 R',
    objects: [`<< /Filter /Standard /V 1 /R 2 /O (${'o'.repeat(32)}) /U (${'u'.repeat(32)}) /P -4 >>`],
  })
  expect((await errorOf(locked)).code).toBe('password')
  expect((await errorOf(new TextEncoder().encode('%PDF-1.4\nnothing of a PDF'))).code).toBe('damaged')
  const long = await errorOf(pdfOf(Array.from({ length: 5001 }, () => ({ content: '' }))))
  expect(long.code).toBe('too-many-pages')
  expect(long.details).toMatchObject({ name: 'a.pdf', limit: 5000, found: 5001 })
})

test('a file that is cut off or has lost its mark gives what is left of it', async () => {
  const bytes = pdfOf([text(prose)])
  const cut = Buffer.from(bytes).subarray(0, bytes.length - 20)
  expect((await read(cut)).text).toContain('palīdzību')
  const noMark = bytes.slice(9)
  expect(sniffFormat(noMark, 'a.pdf')?.id).toBe('pdf')
  expect(sniffFormat(bytes, 'a.txt')?.id).toBe('pdf')
  expect((await read(noMark)).text).toContain('palīdzību')
})

test('the same bytes give the same model, and Node buffers are left as they are', async () => {
  const bytes = Buffer.from(pdfOf([text(prose), text(prose)]))
  const before = bytes.toString('hex')
  expect(JSON.stringify(await read(bytes))).toBe(JSON.stringify(await read(bytes)))
  expect(bytes.toString('hex')).toBe(before)
})

test('forms inside pages, and numbers that make no sense', async () => {
  const hostile = `${'q '.repeat(3000)}1e99 0 0 1e99 0 0 cm ${write(72, 700, 'Tāls')} ${'Q '.repeat(2000)} BT /F9 10 Tf (x) Tj ET ${write(72, 600, 'Tuvs')}`
  const model = await read(pdfOf([{ content: `${hostile} ${'Q '.repeat(5000)} ${write(72, 500, 'Pēdējais')}` }]))
  expect(model.text).toContain('Pēdējais')
})
