/** PDFs with programs, loops and bombs; images of absurd size (formats.md sections 2 and 5), through the import service. */
import { crc32, deflateSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { pdfOf, stream, write } from '#main/services/documents/formats/pdf/sample'
import { jpegOf, pngOf, tiffOf, webpOf } from '#main/services/documents/images/sample'
import { openYard, type Yard } from '../../support/hostile-yard'

let yard: Yard
// Hostile files take the time that the limits leave them.
vi.setConfig({ testTimeout: 600_000 })
beforeAll(async () => {
  yard = await openYard()
})
afterAll(() => yard.close())

const page = { content: write(72, 700, 'Teksts.') }
const withinLimits = ['ok', 'damaged', 'timeout', 'out-of-memory', 'output-too-large', 'too-many-pages', 'crashed']
const isTyped = (end: string | undefined) => end?.startsWith('partial') || withinLimits.includes(end ?? '')

it('runs no program of a PDF, opens nothing and asks for nothing that it names', async () => {
  const at = yard.address
  const script = `app.launchURL('${at}/js'); this.submitForm('${at}/form'); util.printf('%45000f', 1)`
  const { ends, texts } = await yard.importFiles({
    'javascript.pdf': pdfOf([page], {
      catalog: `/OpenAction << /S /JavaScript /JS (${script.replace(/[()]/g, '\\$&')}) >>`,
    }),
    'named.pdf': pdfOf([page], {
      catalog: '/Names << /JavaScript << /Names [(a) 100 0 R] >> >> /AA << /WC 100 0 R >>',
      objects: [`<< /S /JavaScript /JS (while \\(true\\) {}) >>`],
    }),
    'launch.pdf': pdfOf([page], { catalog: '/OpenAction << /S /Launch /F (/bin/sh) /Win << /F (cmd.exe) >> >>' }),
    'address.pdf': pdfOf([page], { catalog: `/OpenAction << /S /URI /URI (${at}/uri) >>` }),
    'remote.pdf': pdfOf([page], { catalog: `/OpenAction << /S /GoToR /F (file://${yard.secretPath}) /D [0 /Fit] >>` }),
    'submit.pdf': pdfOf([page], {
      catalog: '/AcroForm << /Fields [] /XFA 100 0 R >>',
      objects: [
        stream(
          `<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"><script>xfa.host.gotoURL("${at}/xfa")</script></xdp:xdp>`,
        ),
      ],
    }),
    'external stream.pdf': pdfOf([page], {
      catalog: '/Metadata 100 0 R',
      objects: [`<< /Length 0 /F << /FS /URL /F (${at}/stream) >> >>\nstream\n\nendstream`],
    }),
    'metadata.pdf': pdfOf([page], {
      catalog: '/Metadata 100 0 R',
      objects: [
        stream(
          `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY out SYSTEM "file://${yard.secretPath}"><!ENTITY a "${'a'.repeat(1000)}">]><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>&out;</dc:title></rdf:Description></rdf:RDF></x:xmpmeta>`,
          '/Type /Metadata /Subtype /XML',
        ),
      ],
    }),
  })
  for (const [name, end] of Object.entries(ends)) {
    expect(end, name).toMatch(/^(?:ok|partial)/)
    expect(texts[name], name).toContain('Teksts.')
  }
})

it('ends loops, bombs and torn files, each with its code', async () => {
  const raw = (body: string) => Buffer.from(`%PDF-1.7\n${body}`)
  const zeros = deflateSync(Buffer.alloc(1 << 27, ' '))
  const bomb = Buffer.concat([
    Buffer.from(
      '%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n',
    ),
    Buffer.from('3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>\nendobj\n'),
    Buffer.from(`4 0 obj\n<< /Length ${zeros.length} /Filter /FlateDecode >>\nstream\n`),
    zeros,
    Buffer.from('\nendstream\nendobj\ntrailer << /Root 1 0 R /Size 5 >>\n%%EOF\n'),
  ])
  const sound = Buffer.from(pdfOf([page]))
  const form = (next: number) =>
    stream(
      `/X${next} Do`,
      `/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X${next} ${next} 0 R >> >>`,
    )
  const { ends, outcomes } = await yard.importFiles({
    'bomb.pdf': bomb,
    'pages.pdf': pdfOf(Array.from({ length: 5001 }, () => ({ content: '' }))),
    'page tree.pdf': raw(
      '1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 99999999 >>\nendobj\ntrailer << /Root 1 0 R >>',
    ),
    'xref loop.pdf': raw(
      'xref\n0 1\n0000000000 65535 f \ntrailer << /Size 1 /Root 1 0 R /Prev 9 >>\nstartxref\n9\n%%EOF',
    ),
    'forms.pdf': pdfOf([{ content: '/X100 Do' }], { objects: [form(101), form(100)] }),
    'nested arrays.pdf': raw(`1 0 obj\n${'['.repeat(1_000_000)}\nendobj\ntrailer << /Root 1 0 R >>`),
    'cut off.pdf': sound.subarray(0, sound.length / 2),
    'only the head.pdf': raw(''),
    'huge page.pdf': pdfOf([{ ...page, width: 1e9, height: 1e9 }]),
    'length denied.pdf': Buffer.from(
      sound.toString('latin1').replaceAll(/\/Length \d+/g, '/Length 2147483647'),
      'latin1',
    ),
    'encrypted.pdf': pdfOf([page], {
      trailer: `/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -1 /O <${'41'.repeat(32)}> /U <${'42'.repeat(32)}> >> /ID [<41> <41>]`,
    }),
  })
  expect(ends['pages.pdf']).toBe('too-many-pages')
  expect(outcomes['pages.pdf']?.message).toMatch(/500[01]/)
  expect(ends['encrypted.pdf']).toBe('password')
  delete ends['encrypted.pdf']
  for (const [name, end] of Object.entries(ends)) expect(isTyped(end), `${name}: ${end}`).toBe(true)
})

it('refuses images by their head, before anything is decoded, and never walks in circles', async () => {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    sum.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, sum])
  }
  const text = deflateSync(Buffer.alloc(200 << 20, 'a'))
  const small = Buffer.from(pngOf(2, 2))
  const withText = Buffer.concat([
    small.subarray(0, 33),
    chunk('iTXt', Buffer.concat([Buffer.from('XML:com.adobe.xmp\0\x01\0\0\0'), text])),
    chunk('zTXt', Buffer.concat([Buffer.from('Comment\0\0'), text])),
    small.subarray(33),
  ])
  const circle = Buffer.from(tiffOf([{ width: 2, height: 2 }]))
  // The next directory is the first one again.
  const entries = circle.readUInt16LE(8)
  circle.writeUInt32LE(8, 10 + 12 * entries)
  const many = tiffOf(Array.from({ length: 6000 }, () => ({ width: 2, height: 2 })))
  const laughs = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x:xmpmeta xmlns:x="adobe:ns:meta/">&b;</x:xmpmeta>`
  const { ends, outcomes, childPeak } = await yard.importFiles({
    'wide.png': pngOf(40_000, 10, { rows: 1 }),
    'many pixels.png': pngOf(20_000, 20_000, { rows: 1 }),
    'absurd.png': pngOf(0x7fffffff, 0x7fffffff, { rows: 0 }).subarray(0, 60),
    'large.jpg': jpegOf(65_535, 65_535),
    'large.webp': webpOf(16_000, 16_000),
    'large.tif': tiffOf([{ width: 100_000, height: 100_000 }]),
    'circle.tif': circle,
    'pages.tif': many,
    'text.png': withText,
    'xmp.jpg': jpegOf(10, 10, { xmp: laughs }),
    'cut off.jpg': jpegOf(10, 10).subarray(0, 6),
    'cut off.png': small.subarray(0, 20),
    'nothing.png': pngOf(0, 0),
  })
  for (const name of ['wide.png', 'many pixels.png', 'large.jpg', 'large.webp', 'large.tif']) {
    expect(ends[name], name).toBe('image-too-large')
    expect(outcomes[name]?.message, name).toMatch(/\d{3}/)
    expect(outcomes[name]?.documentId, name).toBeDefined()
  }
  for (const name of ['cut off.jpg', 'cut off.png', 'nothing.png']) expect(ends[name], name).toBe('damaged')
  expect(['damaged', 'image-too-large']).toContain(ends['absurd.png'])
  for (const name of ['circle.tif', 'pages.tif', 'text.png', 'xmp.jpg'])
    expect(ends[name], name).toMatch(/^(?:ok|partial|damaged|too-many-pages)/)
  expect(childPeak).toBeLessThan(400)
})
