/** XML, HTML, SVG and mail that reach out, run programs or explode (formats.md sections 5 and 7), through the import service. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { openYard, type Yard } from '../../support/hostile-yard'
import { type RawEntry, rawZip } from '../../support/raw-zip'

let yard: Yard
// Hostile files take the time that the limits leave them.
vi.setConfig({ testTimeout: 600_000 })
beforeAll(async () => {
  yard = await openYard()
})
afterAll(() => yard.close())

const tei = (body: string, before = '') =>
  `<?xml version="1.0"?>${before}<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>T</title></titleStmt></fileDesc></teiHeader><text><body>${body}</body></text></TEI>`
const w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
const docx = (document: string, more: RawEntry[] = []) =>
  rawZip([
    { name: '[Content_Types].xml', content: '<Types/>' },
    { name: 'word/document.xml', method: 8, content: document },
    ...more,
  ])
const odt = (content: string) =>
  rawZip([
    { name: 'mimetype', content: 'application/vnd.oasis.opendocument.text' },
    { name: 'content.xml', method: 8, content },
  ])
const epub = (opf: string, chapter: string) =>
  rawZip([
    { name: 'mimetype', content: 'application/epub+zip' },
    {
      name: 'META-INF/container.xml',
      content: '<container><rootfiles><rootfile full-path="a.opf"/></rootfiles></container>',
    },
    { name: 'a.opf', method: 8, content: opf },
    { name: 'a.xhtml', method: 8, content: chapter },
  ])
const opf =
  '<package xmlns="http://www.idpf.org/2007/opf"><metadata/><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine></package>'

/** Billion laughs: ten entities, each ten times the one before. */
const laughs = (() => {
  const lines = ['<!ENTITY e0 "ha">']
  for (let n = 1; n < 10; n += 1) lines.push(`<!ENTITY e${n} "${`&e${n - 1};`.repeat(10)}">`)
  return `<!DOCTYPE x [${lines.join('')}]>`
})()
const external = (address: string) => `<!DOCTYPE x [<!ENTITY out SYSTEM "${address}">]>`
const parameter = (address: string) => `<!DOCTYPE x [<!ENTITY % out SYSTEM "${address}"> %out;]>`

it('resolves no entity but the standard ones: none explodes, none reads a file or an address', async () => {
  const file = `file://${yard.secretPath}`
  const page = `${yard.address}/evil.dtd`
  const content = (text: string, before: string) =>
    `<?xml version="1.0"?>${before}<w:document ${w}><w:body><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:body></w:document>`
  const office =
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
  const { ends, texts } = await yard.importFiles({
    'laughs.xml': tei('<p>&e9;</p>', laughs),
    'laughs.docx': docx(content('&e9;', laughs)),
    'laughs.odt': odt(
      `${laughs}<office:document-content ${office}><office:body><office:text><text:p>&e9;</text:p></office:text></office:body></office:document-content>`,
    ),
    'laughs.epub': epub(`${laughs}${opf.replace('<metadata/>', '<metadata>&e9;</metadata>')}`, '<p>a</p>'),
    'laughs in an attribute.xml': tei('<p n="&e9;">a</p>', laughs),
    'file.xml': tei('<p>&out;</p>', external(file)),
    'file.docx': docx(content('&out;', external(file))),
    'address.xml': tei('<p>&out;</p>', external(page)),
    'parameter.xml': tei('<p>a</p>', parameter(page)),
    'dtd.xml': tei('<p>a</p>', `<!DOCTYPE TEI SYSTEM "${page}">`),
    'stylesheet.xml': tei('<p>a</p>', `<?xml-stylesheet href="${page}" type="text/xsl"?>`),
    'include.xml': tei(`<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="${file}" parse="text"/><p>a</p>`),
    'chapter.epub': epub(opf, `<?xml version="1.0"?>${external(file)}<html><body><p>[&out;]</p></body></html>`),
  })
  const refused = Object.entries(ends).filter(([, end]) => end === 'xml-entity')
  expect(refused.map(([name]) => name).sort()).toEqual([
    'address.xml',
    'file.docx',
    'file.xml',
    'laughs in an attribute.xml',
    'laughs.docx',
    'laughs.epub',
    'laughs.odt',
    'laughs.xml',
  ])
  for (const name of ['parameter.xml', 'dtd.xml', 'stylesheet.xml', 'include.xml']) expect(texts[name]).toBe('a')
  expect(texts['chapter.epub']).toContain('[&out;]')
})

it('stops at elements that nest too deep, and at too many or too long ones', async () => {
  const deep = (element: string, times: number) => `<${element}>`.repeat(times) + `</${element}>`.repeat(times)
  const attributes = Array.from({ length: 1001 }, (_, n) => `a${n}="1"`).join(' ')
  const { ends, outcomes } = await yard.importFiles({
    'deep.xml': tei(deep('p', 300)),
    'very deep.xml': tei('<p>'.repeat(2_000_000)),
    'deep.docx': docx(`<w:document ${w}><w:body>${deep('w:p', 300)}</w:body></w:document>`),
    'attributes.xml': tei(`<p ${attributes}>a</p>`),
    'long attribute.xml': tei(`<p n="${'a'.repeat(2 << 20)}">a</p>`),
    'deep.html': `<!doctype html>${'<div>'.repeat(600)}a`,
    'very deep.html': `<!doctype html>${'<div>'.repeat(300_000)}a`,
    'deep formatting.html': `<!doctype html>${'<b><i><font>'.repeat(100_000)}a`,
    'nodes.html': `<!doctype html><body>${'<p>a'.repeat(600_000)}`,
    'table.html': `<!doctype html><table>${'<b>a'.repeat(200_000)}`,
    'chapter.epub': epub(opf, `<html><body>${'<div>'.repeat(100_000)}</body></html>`),
    'attributes.html': `<!doctype html><p ${attributes}>a`,
    'deep.md': '> '.repeat(100_000) + 'a',
    'deep list.md': Array.from({ length: 3000 }, (_, n) => `${' '.repeat(2 * n)}- a`).join('\n'),
  })
  const limits = {
    'deep.xml': '256',
    'very deep.xml': '256',
    'deep.docx': '256',
    'deep.html': '512',
    'chapter.epub': '512',
  }
  for (const [name, limit] of Object.entries(limits)) {
    expect(ends[name], name).toBe('too-deep')
    expect(outcomes[name]?.message, name).toContain(limit)
  }
  for (const name of ['attributes.xml', 'long attribute.xml', 'nodes.html', 'attributes.html'])
    expect(ends[name], name).toBe('too-many-nodes')
  for (const name of ['very deep.html', 'deep formatting.html']) expect(ends[name], name).toBe('too-deep')
  for (const name of ['table.html', 'deep.md', 'deep list.md'])
    expect(['ok', 'too-deep', 'too-many-nodes', 'timeout'], name).toContain(ends[name])
})

it('runs no program of a page, asks for nothing it names, and keeps no markup in the text', async () => {
  const at = yard.address
  const bad = `<script>fetch('${at}/a')</script><script src="${at}/b.js"></script>
    <img src="${at}/c.png" onerror="alert(1)"><img src="file://${yard.secretPath}"><iframe src="${at}/d"></iframe>
    <object data="${at}/e"></object><embed src="${at}/f"><link rel="stylesheet" href="${at}/g.css"><base href="${at}/">
    <meta http-equiv="refresh" content="0;url=${at}/h"><style>@import url(${at}/i.css)</style>
    <svg xmlns="http://www.w3.org/2000/svg"><script>alert(2)</script><image href="${at}/j.png"/><text>attēls</text></svg>
    <a href="javascript:alert(3)">saite</a><a href=" java&#10;script:alert(4)">cita</a><a href="&#160;javascript:alert(5)">vēl</a>
    <a href="data:text/html,<script>alert(6)</script>">dati</a><form action="${at}/k"><input autofocus onfocus="alert(7)"></form>
    <p onclick="alert(8)">Teksts.</p><template><p>nav</p></template><noscript><p>bez</p></noscript>`
  const mail = (type: string, body: string) =>
    `From: a@example.org\r\nTo: b@example.org\r\nSubject: S\r\nDate: Thu, 28 Sep 1939 10:00:00 +0200\r\nMIME-Version: 1.0\r\nContent-Type: ${type}\r\n\r\n${body}`
  const saved = mail(
    'multipart/related; boundary=x; type="text/html"',
    `--x\r\nContent-Type: text/html; charset=utf-8\r\nContent-Location: ${at}/page\r\n\r\n<html><body>${bad}</body></html>\r\n--x--\r\n`,
  )
  const { ends, models, texts, archive } = await yard.importFiles({
    'page.html': `<!doctype html><title>&lt;script&gt;alert(0)&lt;/script&gt;</title><body>${bad}`,
    'page.xhtml': `<html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body>${bad}</body></html>`,
    'book.epub': epub(opf, `<html xmlns="http://www.w3.org/1999/xhtml"><body>${bad}</body></html>`),
    'mail.eml': mail('text/html; charset=utf-8', `<html><body>${bad}</body></html>`),
    'saved.mhtml': saved,
    'notes.md': `# <script>alert(9)</script>\n\n[saite](javascript:alert(3)) ![x](${at}/c.png)\n\n${bad}\n\nTeksts.\n`,
    'drawing.svg': `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script href="${at}/a.js"/><text>attēls</text></svg>`,
  })
  // Read as the text that it is.
  expect(ends['drawing.svg']).toBe('ok')
  for (const name of ['page.html', 'page.xhtml', 'book.epub', 'mail.eml', 'saved.mhtml', 'notes.md']) {
    expect(ends[name], name).toMatch(/^(?:ok|partial)/)
    expect(texts[name], name).toContain('Teksts.')
    // Nothing that a browser would run is a target of a link; programs are no text.
    const targets = [...(models[name] ?? '').matchAll(/"target":"((?:[^"\\]|\\.)*)"/g)].map((match) => match[1] ?? '')
    expect(
      targets.filter((target) => /^[\s\u00a0]*(?:java|data|vb|file)/i.test(target)),
      name,
    ).toEqual([])
    if (name !== 'notes.md') expect(texts[name], name).not.toContain('alert(2)')
  }
  const preview = readFileSync(join(archive, 'data', 'ro-crate-preview.html'), 'utf8')
  expect(preview).not.toMatch(/<script|<img|onerror=/i)
  expect(preview).toContain("default-src 'none'")
})

it('asks for no picture, template or chart that a word processor file names outside itself', async () => {
  const rel = (type: string, target: string) =>
    `<Relationship Id="r${type}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}" TargetMode="External"/>`
  const drawing = (id: string) =>
    `<w:p><w:r><w:drawing><wp:inline xmlns:wp="wp"><a:blip xmlns:a="a" xmlns:r="r" r:link="${id}" r:embed="${id}"/></wp:inline></w:drawing></w:r></w:p>`
  const { texts } = await yard.importFiles({
    'links.docx': docx(
      `<w:document ${w}><w:body><w:p><w:r><w:t>Teksts.</w:t></w:r></w:p>${drawing('rimage')}</w:body></w:document>`,
      [
        {
          name: 'word/_rels/document.xml.rels',
          content: `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${rel('image', `file://${yard.secretPath}`)}${rel('attachedTemplate', `${yard.address}/a.dotm`)}${rel('oleObject', '../../../../etc/passwd')}</Relationships>`,
        },
      ],
    ),
  })
  expect(texts['links.docx']).toContain('Teksts.')
})
