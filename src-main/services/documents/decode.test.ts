import iconv from 'iconv-lite'
import { expect, test } from 'vitest'
import { AppError } from '#shared/contract'
import { decodeText } from './decode'
import { extractDocument, sniffFormat } from './index'

const latvian =
  'Latvijas valdība šodien saņēma ziņu, ka Maskavā parakstīts savstarpējās palīdzības pakts. Ārlietu ministrs ' +
  'paziņoja, ka līgums stāsies spēkā pēc ratifikācijas dokumentu apmaiņas; karaspēka ievešanu noteiks atsevišķi.'
const lithuanian =
  'Lietuvos vyriausybė šiandien gavo žinią, kad Maskvoje pasirašyta sutartis dėl Vilniaus miesto ir Vilniaus srities ' +
  'perdavimo. Užsienio reikalų ministras pranešė, jog sutartis įsigalios pasikeitus ratifikavimo raštais.'
const estonian =
  'Eesti valitsus sai täna teate, et Moskvas kirjutati alla vastastikuse abistamise pakt. Välisminister ütles, et ' +
  'leping jõustub pärast ratifitseerimiskirjade vahetamist; šokk oli suur, kuid nõudmised võeti vastu.'
const russian =
  'Правительство Латвии получило сегодня известие о том, что в Москве подписан пакт о взаимопомощи. Министр ' +
  'иностранных дел заявил, что договор вступит в силу после обмена ратификационными грамотами.'
const german =
  'Die lettische Regierung erhielt heute die Nachricht, daß in Moskau ein Beistandspakt unterzeichnet wurde. Der ' +
  'Außenminister erklärte, der Vertrag trete nach Austausch der Urkunden in Kraft; über die Stützpunkte fällt später Beschluß.'

const rows: [string, string, string[]][] = [
  ['Latvian', latvian, ['windows-1257', 'iso-8859-4', 'iso-8859-13', 'cp775', 'utf-16le', 'utf-16be']],
  ['Lithuanian', lithuanian, ['windows-1257', 'iso-8859-4', 'iso-8859-13', 'cp775', 'utf-16le']],
  ['Estonian', estonian, ['windows-1257', 'iso-8859-4', 'iso-8859-13', 'cp775', 'windows-1252', 'iso-8859-15']],
  ['Russian', russian, ['windows-1251', 'koi8-r', 'cp866', 'utf-16le', 'utf-16be']],
  ['German', german, ['windows-1252', 'iso-8859-15', 'cp850']],
]

test.each(rows.flatMap(([name, text, encodings]) => encodings.map((one) => [name, one, text] as const)))(
  '%s in %s without any sign is told',
  async (_name, encoding, text) => {
    const decoded = await decodeText(iconv.encode(text, encoding, { addBOM: false }))
    expect(decoded).toMatchObject({ text, how: 'detected', warnings: [] })
    // Where two encodings give the same text, either name is right.
    expect(iconv.decode(iconv.encode(text, encoding), decoded.encoding)).toBe(text)
  },
)

test('an English text with a few Latvian names', async () => {
  const text = `The prime minister, Kārlis Ulmanis, met Vilhelms Munters and Fricis Kociņš in Rīga. ${'They spoke. '.repeat(900)}`
  expect(await decodeText(iconv.encode(text, 'windows-1257'))).toMatchObject({ text, encoding: 'windows-1257' })
  const late = `${'They spoke. '.repeat(20_000)}The envoy Kociņš came back to Rīga with Ulmanis’s answer; Šķirotava saw him.`
  expect(await decodeText(iconv.encode(late, 'windows-1257'))).toMatchObject({ text: late, encoding: 'windows-1257' })
})

test('the order: chosen, mark, UTF-8, declared, detected', async () => {
  const bytes = iconv.encode(latvian, 'windows-1257')
  const chosen = await decodeText(bytes, { encoding: 'ISO-8859-13', fileName: 'a.txt' })
  expect(chosen).toMatchObject({ encoding: 'iso-8859-13', how: 'chosen' })
  expect(await decodeText(iconv.encode(latvian, 'utf-16le', { addBOM: true }))).toMatchObject({
    text: latvian,
    encoding: 'utf-16le',
    how: 'byte-order mark',
  })
  expect(await decodeText(Buffer.from(latvian), {}, 'windows-1257')).toMatchObject({ text: latvian, how: 'utf-8' })
  expect(await decodeText(bytes, {}, 'windows-1257')).toMatchObject({ text: latvian, how: 'declared' })
  // A label that cannot be: no UTF-16 has these bytes, and 1257 has no letter for them.
  expect(await decodeText(bytes, {}, 'utf-16')).toMatchObject({ text: latvian, how: 'detected' })
  expect(await decodeText(Buffer.from([0x41, 0xa1]), {}, 'windows-1257')).not.toMatchObject({ how: 'declared' })
  expect(await decodeText(iconv.encode('Über', 'latin1'), {}, 'ISO-8859-1')).toMatchObject({
    text: 'Über',
    encoding: 'iso-8859-1',
    how: 'declared',
  })
})

test('what the chosen encoding cannot read is shown and counted', async () => {
  const { text, warnings } = await decodeText(Buffer.from([0x41, 0xa1, 0x42]), { encoding: 'windows-1257' })
  expect(text).toBe('A\ufffdB')
  expect(warnings).toMatchObject([{ code: 'undecodable' }])
  await expect(decodeText(Buffer.from('x'), { encoding: 'klingon' })).rejects.toMatchObject({
    code: 'unsupported-format',
  })
})

test('UTF-8 with a broken byte stays UTF-8', async () => {
  const bytes = Buffer.concat([Buffer.from(latvian), Buffer.from([0xc4]), Buffer.from(` ${russian}`)])
  const { text, encoding, warnings } = await decodeText(bytes)
  expect(encoding).toBe('utf-8')
  expect(text).toBe(`${latvian}\ufffd ${russian}`)
  expect(warnings).toHaveLength(1)
})

test.each([
  [
    'Greek',
    'Η κυβέρνηση υπέγραψε χθες το σύμφωνο αμοιβαίας βοήθειας στη Μόσχα, όπως ανακοινώθηκε επίσημα.',
    'iso-8859-7',
  ],
  ['Hebrew', 'הממשלה חתמה אתמול על הסכם לעזרה הדדית במוסקבה, כך נמסר באופן רשמי לעיתונות.', 'windows-1255'],
  [
    'Turkish',
    'Hükümet dün Moskova’da karşılıklı yardım anlaşmasını imzaladı; açıklama bugün yapıldı ve gazeteler yazdı.',
    'windows-1254',
  ],
  ['Japanese', '政府は昨日モスクワで相互援助条約に署名したと正式に発表した。条約は批准後に発効する。', 'shift_jis'],
])('%s is left to the detector that knows it', async (_name, text, encoding) => {
  expect(await decodeText(iconv.encode(text, encoding))).toMatchObject({ text, how: 'detected' })
})

test('UTF-32 with and without mark', async () => {
  for (const encoding of ['utf-32le', 'utf-32be']) {
    const marked = await decodeText(iconv.encode(latvian, encoding, { addBOM: true }))
    expect(marked).toMatchObject({ text: latvian, encoding, how: 'byte-order mark' })
    const plain = await decodeText(iconv.encode(latvian, encoding, { addBOM: false }))
    expect(plain).toMatchObject({ text: latvian, encoding, how: 'detected' })
  }
})

test('what is no text has a code', async () => {
  const bytes = Uint8Array.from({ length: 4000 }, (_, index) => (index * 7919 + (index >> 3) * 131) & 0xff)
  const error = await decodeText(bytes, { fileName: 'x.bin' }).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(AppError)
  expect(error).toMatchObject({ code: 'unsupported-format' })
})

test('documents say which encoding they were read in, and can be read again in another', async () => {
  const bytes = iconv.encode(`# Virsraksts\n\n${latvian}\n`, 'cp775')
  const { model } = await extractDocument(bytes, { fileName: 'a.md' })
  expect(model.meta).toMatchObject({ encoding: 'cp775', encodingFrom: 'detected' })
  expect(model.text).toBe(`Virsraksts\n\n${latvian}`)
  const again = await extractDocument(bytes, { fileName: 'a.md', encoding: 'cp850' })
  expect(again.model.meta).toMatchObject({ encoding: 'cp850', encodingFrom: 'chosen' })
  expect(again.model.text).not.toBe(model.text)
})

test('UTF-16 without mark is sniffed as text', async () => {
  const bytes = iconv.encode(`# ${latvian}`, 'utf-16le', { addBOM: false })
  expect(sniffFormat(bytes, 'a.md')?.id).toBe('markdown')
  expect(sniffFormat(bytes, 'a.txt')?.id).toBe('plain-text')
  const tei =
    '<?xml version="1.0" encoding="UTF-16"?><TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><p>ā</p></body></text></TEI>'
  const { model, format } = await extractDocument(iconv.encode(tei, 'utf-16be', { addBOM: false }))
  expect([format.id, model.text]).toEqual(['tei', 'ā'])
})
