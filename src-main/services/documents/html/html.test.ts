import { expect, test } from 'vitest'
import { AppError, type DocumentModel, MODEL_VERSION } from '#shared/contract'
import { checkModel } from '#shared/domain/model'
import type { EmbeddedResource, ModelParts } from '../format'
import { type HtmlOptions, readHtml } from '.'

const read = (source: string, options: Partial<HtmlOptions> = {}) => readHtml(source, { name: 'a.html', ...options })

/** The invariants of every model, and the parts in short. */
function shown(parts: ModelParts): (readonly [string, string])[] {
  const model: DocumentModel = {
    schema: 'avots-document',
    model: MODEL_VERSION,
    id: 'd',
    originalSha256: '0'.repeat(64),
    mediaType: 'text/html',
    extractor: 'html@2',
    meta: {},
    warnings: [],
    text: parts.text,
    textSha256: '0'.repeat(64),
    blocks: parts.blocks,
    marks: parts.marks,
    anchors: parts.anchors,
    pages: [],
    boxes: [],
    resources: [],
    parts: [],
  }
  expect(checkModel(model)).toEqual([])
  return parts.blocks.map(({ kind, start, end }) => [kind, parts.text.slice(start, end)] as const)
}
const blocks = (source: string, options: Partial<HtmlOptions> = {}) => shown(read(source, options))
const marked = (parts: ModelParts) =>
  parts.marks.map((mark) => [mark.kind, parts.text.slice(mark.start, mark.end), mark.target] as const)

function codeOf(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
  return 'none'
}

test('headings, paragraphs and quotes; white space as a browser reads it', () => {
  const source = `<h1>Rīgas  līgums</h1>
    text in the body <p>Pirmā
      rinda<br>otrā   rinda</p>
    <div>ārā <div>iekšā</div> pēc</div><blockquote><p>citāts</p><blockquote>dziļāk</blockquote></blockquote>
    <p>&nbsp;</p><p>vārd&shy;dalījums</p><hr><div role="heading" aria-level="3">Trešais</div>`
  const parts = read(source)
  expect(shown(parts)).toEqual([
    ['heading', 'Rīgas līgums'],
    ['para', 'text in the body'],
    ['para', 'Pirmā rinda\notrā rinda'],
    ['para', 'ārā'],
    ['para', 'iekšā'],
    ['para', 'pēc'],
    ['quote', 'citāts'],
    ['quote', 'dziļāk'],
    ['para', 'vārddalījums'],
    ['heading', 'Trešais'],
  ])
  expect(parts.blocks.map((block) => block.level)).toEqual([
    1,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    2,
    undefined,
    3,
  ])
})

test('two line breaks divide paragraphs of old pages, one at the end is nothing', () => {
  expect(blocks('<body>viens<br><br>divi<br>\n<br> trīs<br></body>')).toEqual([
    ['para', 'viens'],
    ['para', 'divi'],
    ['para', 'trīs'],
  ])
  expect(blocks('<ul><li>a<br><br>b</li></ul>')).toEqual([['listItem', 'a\nb']])
})

test('lists: markers, levels, second paragraphs, definitions', () => {
  const parts = read(
    `<ol start="3"><li>c<li value="7">d<ol type="i"><li>x<li>y</ol>pēc</li><li>e</ol>
     <ul><li><p>viens</p><p>vēl</p></li></ul><ol reversed type="A"><li>b<li>a</ol>
     <ul><li>lode<ol><li>skaits<li>divi</ol></ul><ul style="list-style: none inside"><li>bez</ul><dl><dt>Vārds<dd>skaidrojums</dl>`,
  )
  expect(
    parts.blocks.map(({ kind, level, attrs, start, end }) => [
      kind,
      level,
      attrs?.['marker'],
      parts.text.slice(start, end),
    ]),
  ).toEqual([
    ['listItem', 1, '3.', 'c'],
    ['listItem', 1, '7.', 'd'],
    ['listItem', 2, 'i.', 'x'],
    ['listItem', 2, 'ii.', 'y'],
    ['para', 1, undefined, 'pēc'],
    ['listItem', 1, '8.', 'e'],
    ['listItem', 1, '•', 'viens'],
    ['para', 1, undefined, 'vēl'],
    ['listItem', 1, 'B.', 'b'],
    ['listItem', 1, 'A.', 'a'],
    ['listItem', 1, '•', 'lode'],
    ['listItem', 2, '1.', 'skaits'],
    ['listItem', 2, '2.', 'divi'],
    ['listItem', 1, undefined, 'bez'],
    ['para', undefined, undefined, 'Vārds'],
    ['para', 1, undefined, 'skaidrojums'],
  ])
})

test('code keeps its white space and says its language', () => {
  const parts = read(
    '<pre>\n\n  if (a)\n\tb  \n\n</pre><pre class="x"><code class="language-c++">x <b>y</b>\nz</code></pre>',
  )
  expect(shown(parts)).toEqual([
    ['code', '  if (a)\n\tb'],
    ['code', 'x y\nz'],
  ])
  expect(parts.blocks[1]?.attrs).toEqual({ language: 'c++' })
  expect(marked(parts)).toEqual([['bold', 'y', undefined]])
})

test('marks go on over the edges of blocks', () => {
  const parts = read(
    `<b>treknu <i>abi<p>rindkopa</p></i></b> H<sub>2</sub>O m<sup>2</sup> <del>vecs</del> <ins>jauns</ins>
     <span style="font-weight: 700; font-style:italic">stils</span> <time datetime="1939-10-05T10:00">toreiz</time> <q>cita</q>`,
  )
  expect(marked(parts)).toEqual([
    ['bold', 'treknu abi', undefined],
    ['italic', 'abi', undefined],
    ['italic', 'rindkopa', undefined],
    ['bold', 'rindkopa', undefined],
    ['sub', '2', undefined],
    ['sup', '2', undefined],
    ['del', 'vecs', undefined],
    ['add', 'jauns', undefined],
    ['italic', 'stils', undefined],
    ['bold', 'stils', undefined],
    ['date', 'toreiz', '1939-10-05'],
  ])
  expect(parts.text).toContain('“cita”')
})

test('links: only those that are safe keep their target', () => {
  const source = `<a href="https://example.org/ā">a</a> <a href="MAILTO:x@example.org">b</a> <a href="#%C4%81">c</a>
    <a href="c.html#x">d</a> <a href="/root">e</a> <a href="javascript:alert(1)">f</a> <a href="&nbsp;javascript:alert(1)">g</a>
    <a href="java&#10;script:alert(1)">h</a> <a href="data:text/html,x">i</a> <a href="file:///etc/passwd">j</a> <a href="">k</a> <a>l</a>`
  const parts = read(source)
  expect(marked(parts)).toEqual([
    ['link', 'a', 'https://example.org/ā'],
    ['link', 'b', 'MAILTO:x@example.org'],
    ['link', 'c', '#ā'],
    ['link', 'd', 'c.html#x'],
    ...['e', 'f', 'g', 'h', 'i', 'j'].map((text) => ['link', text, undefined]),
  ])
  expect(parts.warnings).toMatchObject([{ code: 'link-removed', message: expect.stringMatching(/^6 links/) as string }])
  const based = read(
    '<head><base href="https://example.org/dir/"></head><a href="/root">e</a> <a href="x.html">f</a> <a href="javascript:x">g</a>',
  )
  expect(marked(based)).toEqual([
    ['link', 'e', 'https://example.org/root'],
    ['link', 'f', 'https://example.org/dir/x.html'],
    ['link', 'g', undefined],
  ])
})

test('nothing that is not seen is read', () => {
  const source = `<head><title>T</title><style>p{}</style><script>var s = "skripts"</script></head>
    <p>redzams<script>alert(1)</script><noscript>bez</noscript><template><p>veidne</p></template></p>
    <p hidden>a</p><p style="color:red; display : none">b</p><span aria-hidden="true">c</span><textarea>d</textarea>
    <select><option>e</option></select><button>f</button><dialog>g</dialog><iframe src="x">h</iframe><svg><text>i</text></svg>
    <object data="x"><p>aizvietotājs</p></object><!-- j --><math alttext="a^2"><mi>k</mi></math>`
  expect(blocks(source)).toEqual([
    ['para', 'redzams'],
    ['para', 'aizvietotājs'],
    ['para', 'a^2'],
  ])
})

test('tables of data become rows and cells, empty ones in their places', () => {
  const parts = read(
    `<table><caption>Nosaukums</caption><thead><tr><th>Gads<th colspan="2">Skaits</thead>
     <tr><td>1938<td><td>7<tr><td> <td>&nbsp;<td><tr><td><p>a</p><p>b</p><td><b>c</b><td>d</table>`,
  )
  expect(shown(parts)).toEqual([
    ['table', 'Nosaukums\n\nGads\tSkaits\n1938\t\t7\na\nb\tc\td'],
    ['caption', 'Nosaukums'],
    ['row', 'Gads\tSkaits'],
    ['cell', 'Gads'],
    ['cell', 'Skaits'],
    ['row', '1938\t\t7'],
    ['cell', '1938'],
    ['cell', ''],
    ['cell', '7'],
    ['row', 'a\nb\tc\td'],
    ['cell', 'a\nb'],
    ['cell', 'c'],
    ['cell', 'd'],
  ])
  expect(parts.blocks[4]?.attrs).toEqual({ header: 'true', colspan: '2' })
  expect(marked(parts)).toEqual([['bold', 'c', undefined]])
})

test('tables that hold a page together are read as blocks', () => {
  expect(
    blocks('<table><tr><td>izvēlne<td><h2>Teksts</h2><table><tr><th>x<td>1<tr><th>y<td>2</table></table>'),
  ).toEqual([
    ['para', 'izvēlne'],
    ['heading', 'Teksts'],
    ['table', 'x\t1\ny\t2'],
    ['row', 'x\t1'],
    ['cell', 'x'],
    ['cell', '1'],
    ['row', 'y\t2'],
    ['cell', 'y'],
    ['cell', '2'],
  ])
  expect(blocks('<table role="presentation"><tr><td>a<td>b<tr><td>c<td>d</table>').map(([kind]) => kind)).toEqual(
    Array(4).fill('para'),
  )
  const nested = '<table><tr><td>a<td>x<table><tr><td>b<td>c</table>y<tr><td><ul><li>d</ul><td>e</table>'
  expect(blocks(nested, { tables: 'all' })[0]).toEqual(['table', 'a\tx\nb\nc\ny\nd\te'])
})

const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(200, 7)])

test('pictures become figures, those in a line after it', () => {
  const resource: EmbeddedResource = { bytes: png, role: 'figure', mediaType: 'image/png', from: 'a.png' }
  const parts = read(
    `<p>Pirms <img src="a.png" alt="zīme"> pēc</p><figure><img src="a.png" alt="Karte"><figcaption>1. att.</figcaption></figure>
     <p><img src="b.png" alt="nav"></p><p><img src="b.png"></p><p>🙂 <img src="a.png" width="16" height="16" alt="🎉"></p>
     <img src="x" data-src="data:image/png;base64,${png.toString('base64')}"><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">
     <svg><image xlink:href="a.png"/></svg><img src="t.gif" width="1" height="1">`,
    { picture: (address) => (address === 'a.png' ? resource : null) },
  )
  expect(shown(parts)).toEqual([
    ['para', 'Pirms zīme pēc'],
    ['figure', ''],
    ['figure', 'Karte'],
    ['caption', '1. att.'],
    ['figure', 'nav'],
    ['para', '🙂 🎉'],
    ['figure', ''],
    ['figure', ''],
  ])
  const images = parts.blocks.filter((block) => block.kind === 'figure').map((block) => block.attrs?.['image']?.length)
  expect(images).toEqual([64, 64, undefined, 64, 64])
  expect(parts.resources).toEqual([resource])
  expect(parts.warnings).toEqual([
    { code: 'image-missing', message: 'The picture "b.png" is not part of the document.' },
  ])
})

test('notes and their references find each other', () => {
  const parts = read(
    `<p>Teksts<sup><a href="#fn1" id="ref1">[1]</a></sup> un <a href="#fn2" role="doc-noteref">*</a> un <sup><a href="#nav">2</a></sup>.</p>
     <ol><li id="fn1"><p>Pirmā. <a href="#ref1">↩</a></p></li></ol><aside id="fn2" role="doc-footnote">Otrā.</aside>
     <h2 id="nav">Virsraksts<a class="headerlink" href="#nav">¶</a></h2>`,
  )
  expect(shown(parts)).toEqual([
    ['para', 'Teksts[1] un * un 2.'],
    ['note', 'Pirmā.'],
    ['note', 'Otrā.'],
    ['heading', 'Virsraksts'],
  ])
  expect(marked(parts).filter(([kind]) => kind !== 'sup')).toEqual([
    ['note-ref', '[1]', 'b2'],
    ['note-ref', '*', 'b3'],
    ['link', '2', '#nav'],
  ])
  expect(parts.blocks[1]?.attrs).toEqual({ n: '1' })
})

test('languages and anchor points', () => {
  const parts = read(
    '<html lang="lv"><body><p id="a">Viens <span id="b">divi</span></p><a name="c"></a><p lang="ru_RU">Первое</p><p lang="lv">x</p><p id="a">y</p>',
  )
  expect(parts.lang).toBe('lv')
  expect(parts.blocks.map((block) => block.lang)).toEqual([undefined, 'ru-RU', undefined, undefined])
  expect(parts.anchors).toEqual([
    { id: 'a', start: 0, source: 'id' },
    { id: 'b', start: 5, source: 'id' },
    { id: 'c', start: 12, source: 'id' },
  ])
})

test('metadata: the best source goes first', () => {
  const parts = read(
    `<!DOCTYPE html><!-- saved from url=(0024)https://example.org/lapa --><html><head><title>Lapa | Vietne</title>
     <meta name="DC.title" content="Īstais nosaukums"><meta property="og:title" content="x"><meta name="author" content="Anna Bērziņa">
     <meta property="article:author" content="https://example.org/anna"><meta property="article:published_time" content="2024-03-05T10:00:00+02:00">
     <meta name="description" content=" Īss
       apraksts "><meta name="keywords" content="pakts, Baltija,pakts"><meta property="og:site_name" content="Vietne">
     <link rel="canonical" href="javascript:alert(1)"><link rel="license" href="https://creativecommons.org/licenses/by/4.0/">
     <meta http-equiv="content-language" content="lv"></head><p>x`,
  )
  expect(parts.meta).toEqual({
    title: 'Īstais nosaukums',
    creators: ['Anna Bērziņa'],
    date: '2024-03-05',
    description: 'Īss apraksts',
    publisher: 'Vietne',
    subjects: ['pakts', 'Baltija'],
    rights: 'https://creativecommons.org/licenses/by/4.0/',
    source: 'https://example.org/lapa',
    languages: ['lv'],
  })
  expect(parts.lang).toBe('lv')
  const single = read(
    '<html><!--\n Page saved with SingleFile \n url: https://example.org/a \n saved date: Tue Mar 05 2024 10:00:00 GMT+0200 (EET)\n--><meta name="date" content="5 March"><p>x',
  )
  expect(single.meta).toEqual({ source: 'https://example.org/a', accessed: '2024-03-05', date: '5 March' })
})

test('main text: the frame is left out only where the page says what its text is', () => {
  const frame = '<header>Vietne</header><nav><a href="#x">Izvēlne</a></nav>'
  const page = `${frame}<main><header><h1>Raksts</h1></header><p>${'Teksts. '.repeat(20)}</p><nav>Saturs</nav></main><footer>Kājene</footer>`
  const parts = read(page, { mainText: true })
  expect(shown(parts).map(([kind]) => kind)).toEqual(['heading', 'para'])
  expect(parts.warnings.map(({ code }) => code)).toEqual(['page-frame-left-out'])
  expect(read(page).text).toContain('Kājene')
  const unsaid = `${frame}<div><p>Teksts.</p></div><footer>Kājene</footer>`
  expect(read(unsaid, { mainText: true })).toMatchObject({
    text: expect.stringContaining('Kājene') as string,
    warnings: [],
  })
})

test('hostile pages are refused with a number, or cost little', () => {
  expect(codeOf(() => read('<div>'.repeat(600)))).toBe('too-deep')
  expect(codeOf(() => read('<p>x'.repeat(600_000)))).toBe('too-many-nodes')
  const attributes = Array.from({ length: 1100 }, (_, index) => `a${index}=1`).join(' ')
  expect(codeOf(() => read(`<p ${attributes}>x`))).toBe('too-many-nodes')
  // A table throws each of these out in front of it; each paragraph opens all marks of the one before anew.
  expect(read(`<table>${'<i>x</i>'.repeat(100_000)}</table>`).text.length).toBe(100_000)
  expect(codeOf(() => read(Array.from({ length: 2000 }, (_, index) => `<p><b a=${index}>x`).join('')))).toBe('too-deep')
  expect(read('a<br>'.repeat(100_000)).text.length).toBe(200_000 - 1)
  expect(read(`<p>${'<i>a</i> '.repeat(150_000)}`).text.length).toBe(300_000 - 1)
}, 120_000)
