import { expect, test } from 'vitest'
import { extractDocument, sniffFormat } from '../../index'

const page = (body: string) =>
  `<html><head><meta http-equiv="Content-Type" content="text/html;charset=utf-8" ><meta name='ocr-system' content='tesseract 5.3.0' ></head><body><div class='ocr_page' id='page_1' title='image "C:\\scans\\1.png"; bbox 0 0 800 1000; ppageno 0'>${body}</div></body></html>`
const read = async (text: string) => (await extractDocument(Buffer.from(text), { fileName: 'a.hocr' })).model

test('paragraphs, lines and words with boxes and confidence; what is no XML is read, too', async () => {
  const model = await read(
    page(`<div class='ocr_carea'><p class='ocr_par' lang='lav' title="bbox 1 2 300 40">
      <span class='ocr_line' title="bbox 1 2 300 20; baseline 0 -5"><span class='ocrx_word' title='bbox 1 2 90 20; x_wconf 93'>Latvijas</span> <span class='ocrx_word' title='bbox 95 2 180 20; x_wconf 61'><strong><em>val\u00ad</em></strong></span></span>
      <span class='ocr_line' title="bbox 1 22 300 40"><span class='ocrx_word' title='bbox 1 22 50 40; x_wconf 12'>dība &amp; tauta</span></span></p></div>
      <span class="ocr_caption" title="bbox 1 50 30 60">Paraksts bez vārdiem<br></span>`),
  )
  expect(model.text).toBe('Latvijas valdība & tauta\n\nParaksts bez vārdiem')
  expect(model.blocks).toMatchObject([{ kind: 'para', lang: 'lv' }, { kind: 'caption' }])
  expect(model.boxes.map((box) => [box.level, model.text.slice(box.start, box.end), box.conf])).toEqual([
    ['region', 'Latvijas valdība & tauta', undefined],
    ['line', 'Latvijas val', undefined],
    ['word', 'Latvijas', 0.93],
    ['word', 'val', 0.61],
    ['line', 'dība & tauta', undefined],
    ['word', 'dība & tauta', 0.12],
    ['region', 'Paraksts bez vārdiem', undefined],
    ['line', 'Paraksts bez vārdiem', undefined],
  ])
  expect(model.boxes[3]).toMatchObject({ x: 95, y: 2, w: 85, h: 18 })
  expect(model.marks.map((mark) => mark.kind)).toEqual(['bold', 'italic'])
  expect(model.pages).toMatchObject([{ n: 1, label: '1', width: 800, height: 1000, unit: 'px' }])
  expect(model.meta).toMatchObject({ pageImages: ['1.png'], software: 'tesseract 5.3.0' })
})

test('told from other HTML; hostile and empty files', async () => {
  expect(sniffFormat(Buffer.from('<html><body class="x">ocr_page</body></html>'), 'a.hocr')?.id).not.toBe('hocr')
  await expect(read(page(''))).rejects.toMatchObject({ code: 'empty' })
  await expect(read(page('<div>'.repeat(3000) + 'x'))).rejects.toMatchObject({ code: 'too-deep' })
  const other = extractDocument(Buffer.from('<p>x'), { fileName: 'a.hocr', format: 'hocr' })
  await expect(other).rejects.toMatchObject({ code: 'damaged' })
})

test('the language of words where the paragraph says none, and models of Fraktur', async () => {
  const word = (text: string, lang: string) =>
    `<span class="ocrx_word" title="bbox 0 0 9 9" lang="${lang}">${text}</span>`
  const par = (inner: string, more = '') =>
    `<p class="ocr_par" ${more}><span class="ocr_line" title="bbox 0 0 99 9">${inner}</span></p>`
  const html = `<html><body><div class="ocr_page" title="bbox 0 0 100 100">${par(word('Und', 'deu-frak') + word('dann', 'deu-frak'))}${par(word('one', 'eng') + word('viens', 'lav'))}${par(word('a', 'eng'), 'lang="frk"')}</div></body></html>`
  const { model } = await extractDocument(Buffer.from(html), { fileName: 'a.hocr' })
  expect(model.blocks.map((block) => block.lang)).toEqual(['de-Latf', undefined, 'de-Latf'])
})

test('kraken: lines without paragraphs run on, spaces are words, letters have confidence', async () => {
  const line = (y: number, ...words: string[]) =>
    `<span class="ocr_line" title="bbox 0 ${y} 99 ${y + 9}">${words
      .map((text) => `<span class="ocrx_word" title="bbox 0 ${y} 9 ${y + 9}; x_confs 0.8 0.9">${text}</span>`)
      .join('')}</span><br/>`
  const model = await read(
    page(`${line(0, 'Latvijas', ' ', 'val\u00ad')}${line(10, 'dība')}<h2>x</h2>${line(30, 'Beigas')}`),
  )
  expect(model.text).toBe('Latvijas valdība\n\nBeigas')
  expect(model.boxes.filter((box) => box.level === 'word')[0]).toMatchObject({ conf: 0.85 })
})
