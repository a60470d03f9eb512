/** Regular expressions, recursion and memory of the parsers under attack (formats.md sections 4 and 5), through the import service. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { openYard, type Yard } from '../../support/hostile-yard'

let yard: Yard
// Hostile files take the time that the limits leave them.
vi.setConfig({ testTimeout: 600_000 })
beforeAll(async () => {
  yard = await openYard()
})
afterAll(() => yard.close())

/** Harmless, or a refusal that says why. */
const typed =
  /^(?:ok|partial.*|damaged|empty|unsupported-format|too-deep|too-many-nodes|parse-too-large|timeout|out-of-memory|output-too-large|crashed)$/

async function expectTyped(files: Record<string, string | Uint8Array>): Promise<Record<string, string>> {
  const { ends } = await yard.importFiles(files)
  for (const [name, end] of Object.entries(ends)) expect(end, name).toMatch(typed)
  return ends
}

const mail = (headers: string, body: string) =>
  `From: a@example.org\r\nDate: Thu, 28 Sep 1939 10:00:00 +0200\r\n${headers}\r\n\r\n${body}`

it('Markdown and HTML that invite a parser to try everything', async () => {
  const many = 100_000
  await expectTyped({
    'brackets.md': '['.repeat(many) + ']('.repeat(many),
    'emphasis.md': '*a **a '.repeat(many),
    'underscores.md': '_'.repeat(many) + 'a',
    'backticks.md': Array.from({ length: 600 }, (_, n) => '`'.repeat(n) + ' ').join(''),
    'links.md': '[a](<b'.repeat(many),
    'references.md': Array.from({ length: 20_000 }, (_, n) => `[r${n}]: /${n}`).join('\n') + '[x][r1]'.repeat(20_000),
    'entities.md': '&'.repeat(many) + '&#x'.repeat(many),
    'table.md': `|${'a|'.repeat(2000)}\n|${'-|'.repeat(2000)}\n${`|${'b|'.repeat(2000)}\n`.repeat(100)}`,
    'angle.html': `<!doctype html>${'<'.repeat(1_000_000)}`,
    'comment.html': `<!doctype html><!--${'-'.repeat(1_000_000)}`,
    'spaces.html': `<!doctype html><p>${' \t'.repeat(2_000_000)}a`,
    'formatting.html': `<!doctype html>${'<a><p>'.repeat(20_000)}`,
    'select.html': `<!doctype html>${'<select><option>'.repeat(50_000)}`,
    'attribute.html': `<!doctype html><p title="${'a'.repeat(5_000_000)}">a`,
  })
})

it('mail: boundaries, headers, encodings and mails inside mails', async () => {
  let nested = mail('Content-Type: text/plain', 'Dziļumā.')
  for (let depth = 0; depth < 40; depth += 1)
    nested = mail(
      `Content-Type: multipart/mixed; boundary=b${depth}`,
      `--b${depth}\r\nContent-Type: message/rfc822\r\nContent-Disposition: attachment; filename="m${depth}.eml"\r\n\r\n${nested}\r\n--b${depth}--\r\n`,
    )
  let parts = 'a'
  for (let depth = 0; depth < 3000; depth += 1)
    parts = `--b${depth}\r\nContent-Type: multipart/mixed; boundary=b${depth - 1}\r\n\r\n${parts}`
  const ends = await expectTyped({
    'nested.eml': nested,
    'multipart.eml': mail('Content-Type: multipart/mixed; boundary=b2999', parts),
    'boundaries.eml': mail('Content-Type: multipart/mixed; boundary=x', '--x\r\n\r\na\r\n'.repeat(50_000)),
    'headers.eml': mail(Array.from({ length: 100_000 }, (_, n) => `X-${n}: a`).join('\r\n'), 'a'),
    'long header.eml': mail(`Subject: ${'a '.repeat(2_000_000)}`, 'a'),
    'encoded words.eml': mail(`Subject: ${'=?utf-8?q?=C4=81?= '.repeat(100_000)}`, 'a'),
    'open words.eml': mail(`Subject: ${'=?'.repeat(200_000)}`, 'a'),
    'addresses.eml': mail(`To: ${'"a" <a@b>, '.repeat(100_000)}`, 'a'),
    'brackets.eml': mail(`To: ${'('.repeat(200_000)}`, 'a'),
    'charset.eml': mail('Content-Type: text/plain; charset="../../etc/passwd"', 'Teksts.'),
    'base64.eml': mail('Content-Transfer-Encoding: base64', '='.repeat(1_000_000)),
    'quoted.eml': mail('Content-Transfer-Encoding: quoted-printable', '=\r\n'.repeat(500_000)),
    'many.mbox': 'From a@b Thu Sep 28 10:00:00 1939\n\n'.repeat(100_000),
    'long line.mbox': `From a@b Thu Sep 28 10:00:00 1939\nSubject: a\n\n${'>From '.repeat(1_000_000)}`,
  })
  expect(ends['nested.eml']).toMatch(/^(?:ok|partial)/)
})

it('citations: macros that double, braces without end', async () => {
  const doubling = ['@string{s0 = "aaaaaaaaaa"}']
  for (let n = 1; n <= 40; n += 1) doubling.push(`@string{s${n} = s${n - 1} # s${n - 1}}`)
  await expectTyped({
    'doubling.bib': `${doubling.join('\n')}\n@book{a, title = s40, author = {A B}, year = 1939}`,
    'own self.bib': '@string{a = a # a}\n@book{b, title = a, year = 1939}',
    'braces.bib': `@book{a, title = ${'{'.repeat(100_000)}, year = 1939}`,
    'accents.bib': `@book{a, title = {${'\\={a}'.repeat(50_000)}}, author = {A B}, year = 1939}`,
    'names.bib': `@book{a, title = {T}, author = {${'A and '.repeat(50_000)}B}, year = 1939}`,
    'crossref.bib': '@book{a, title = {T}, crossref = {b}}\n@book{b, title = {T}, crossref = {a}}',
    'at signs.bib': '@'.repeat(200_000),
    'many.ris': 'TY  - BOOK\nTI  - T\nER  - \n'.repeat(20_000),
    'open.ris': `TY  - BOOK\n${'AU  - A, B\n'.repeat(100_000)}`,
    'deep.json': `[{"id":"a","type":"book","title":${'['.repeat(100_000)}${']'.repeat(100_000)}}]`,
    'prototype.json':
      '[{"id":"__proto__","type":"book","title":"T","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}]',
  })
  expect('polluted' in {}).toBe(false)
})

it('RTF, subtitles and pages of recognised text: groups, lengths and numbers without measure', async () => {
  const rtf = (body: string) => `{\\rtf1\\ansi ${body}}`
  const alto = (body: string) =>
    `<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"><Layout><Page ID="p" WIDTH="1e308" HEIGHT="-1"><PrintSpace><TextBlock ID="b">${body}</TextBlock></PrintSpace></Page></Layout></alto>`
  await expectTyped({
    'groups.rtf': rtf('{'.repeat(500_000)),
    'binary.rtf': rtf('\\bin2147483647 a'),
    'negative.rtf': rtf('\\bin-5 a\\u-99999999999 b\\uc999999999\\u1 c'),
    'control words.rtf': rtf(`\\${'a'.repeat(1_000_000)}`),
    'bytes.rtf': rtf("\\'zz\\'".repeat(100_000)),
    'picture.rtf': rtf(`{\\pict\\pngblip ${'ff'.repeat(2_000_000)}}`),
    'object.rtf': rtf(
      `{\\object\\objocx{\\*\\objdata ${'d0cf11e0'.repeat(10_000)}}}{\\field{\\*\\fldinst INCLUDETEXT "${yard.secretPath}"}}Teksts.`,
    ),
    'cues.vtt': `WEBVTT\n\n${'00:00.000 --> 99:59:59.999\na\n\n'.repeat(100_000)}`,
    'tags.vtt': `WEBVTT\n\n00:00.000 --> 00:01.000\n${'<c.'.repeat(200_000)}`,
    'times.srt': `1\n${'9'.repeat(100_000)}:00:00,000 --> 00:00:00,000\na\n`,
    'numbers.xml': alto(
      `<TextLine><String CONTENT="a" HPOS="NaN" VPOS="1e999" WIDTH="-1e308" HEIGHT="0x10"/></TextLine>`.repeat(1000),
    ),
    'words.xml': alto(
      `<TextLine>${'<String CONTENT="a" HPOS="1" VPOS="1" WIDTH="1" HEIGHT="1"/>'.repeat(50_000)}</TextLine>`,
    ),
    'boxes.html': `<!doctype html><html><head><meta name="ocr-system" content="x"></head><body><div class="ocr_page" title="bbox 0 0 ${'9'.repeat(400)} NaN; image &quot;/etc/passwd&quot;"><span class="ocrx_word" title="bbox ${'1 '.repeat(100_000)}">a</span></div></body></html>`,
    'manifest.json': `{"@context":"http://iiif.io/api/presentation/3/context.json","type":"Manifest","id":"${yard.address}/m","label":{"lv":["L"]},"items":[${'{"items":['.repeat(5000)}${']}'.repeat(5000)}]}`,
  })
})

it('texts: one endless line, no text at all, and half characters', async () => {
  const utf16 = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])
  await expectTyped({
    'one line.txt': 'a'.repeat(8 << 20),
    'no breaks.txt': 'āa '.repeat(1 << 20),
    'line ends.txt': '\r\n'.repeat(2 << 20),
    'combining.txt': `a${'\u0301'.repeat(2_000_000)}`,
    'zeros.txt': new Uint8Array(1 << 20),
    'odd utf-16.txt': utf16('Teksts.').subarray(0, 15),
    'half pairs.txt': utf16('\ud800'.repeat(500_000)),
    'broken utf-8.txt': Buffer.alloc(2 << 20, 0xc3),
    'controls.txt': Buffer.from(Array.from({ length: 1 << 20 }, (_, n) => n % 32)),
    'right to left.txt': '\u202e\u2066'.repeat(500_000),
    'words.txt': `${'a\u200b'.repeat(1 << 20)}`,
    'too much.txt': 'ļ'.repeat(26 << 20),
  })
})
