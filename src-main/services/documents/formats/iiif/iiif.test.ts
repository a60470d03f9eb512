import { expect, test } from 'vitest'
import { extractDocument, sniffFormat } from '../../index'

const read = async (value: unknown, lang = 'lv') =>
  (
    await extractDocument(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)), {
      fileName: 'manifest.json',
      lang,
    })
  ).model

test('a manifest that names its type late is told from citations, which have ids and types too', () => {
  const manifest = {
    '@context': 'http://iiif.io/api/presentation/3/context.json',
    id: 'https://example.org/manifest',
    label: { none: ['x'.repeat(5000)] },
    type: 'Manifest',
  }
  expect(sniffFormat(Buffer.from(JSON.stringify(manifest)), 'manifest.json')?.id).toBe('iiif')
  expect(sniffFormat(Buffer.from('[{"id":"a","type":"book"}]'), 'list.json')?.id).toBe('csl-json')
})

test('version 3: language maps, metadata, canvases as pages', async () => {
  const model = await read({
    '@context': ['http://www.w3.org/ns/anno.jsonld', 'http://iiif.io/api/presentation/3/context.json'],
    id: 'https://example.org/manifest',
    type: 'Manifest',
    label: { en: ['Book'], lv: ['Grāmata'] },
    summary: { lv: ['<p>Ar <b>attēliem</b> &amp; tekstu</p>'] },
    metadata: [{ label: { lv: ['Autors'] }, value: { none: ['Pīps', 'Bērziņš'] } }],
    requiredStatement: { label: { en: ['A'] }, value: { en: ['LNB'] } },
    rights: 'http://creativecommons.org/licenses/by/4.0/',
    items: [
      {
        id: 'https://example.org/c1',
        type: 'Canvas',
        label: { none: ['1r'] },
        width: 800,
        height: 1000,
        items: [
          {
            type: 'AnnotationPage',
            items: [{ type: 'Annotation', body: { id: 'https://example.org/1.jpg', type: 'Image' } }],
          },
        ],
      },
      { id: 'https://example.org/c2', type: 'Canvas', width: 810, height: 1000 },
    ],
  })
  expect(model.text).toBe(
    'Grāmata\n\nAr attēliem & tekstu\n\nAutors: Pīps; Bērziņš\n\nTiesības: LNB; http://creativecommons.org/licenses/by/4.0/\n\n1r\n2',
  )
  expect(model.pages).toMatchObject([
    { n: 1, label: '1r', width: 800, height: 1000, unit: 'px' },
    { n: 2, label: '2', width: 810 },
  ])
  expect(model.text.slice(model.pages[0]?.start, model.pages[0]?.end)).toBe('1r')
  expect(model.meta).toMatchObject({ title: 'Grāmata', pageImages: ['https://example.org/1.jpg', ''] })
  expect(model.anchors.map((anchor) => anchor.id)).toEqual(['https://example.org/c1', 'https://example.org/c2'])
})

test('version 2: values with languages, sequences; collections', async () => {
  const model = await read({
    '@context': 'http://iiif.io/api/presentation/2/context.json',
    '@id': 'https://example.org/m',
    '@type': 'sc:Manifest',
    label: [
      { '@value': 'Book', '@language': 'en' },
      { '@value': 'Grāmata', '@language': 'lv' },
    ],
    attribution: 'LNB',
    sequences: [
      { canvases: [{ '@id': 'c1', label: 'lpp. 1', width: 8, height: 9, images: [{ resource: { '@id': 'i1' } }] }] },
    ],
  })
  expect(model.text).toBe('Grāmata\n\nTiesības: LNB\n\nlpp. 1')
  const collection = await read({
    '@context': 'http://iiif.io/api/presentation/3/context.json',
    type: 'Collection',
    label: { none: ['Visi'] },
    items: [{ id: 'a', type: 'Manifest', label: { none: ['Pirmais'] } }],
  })
  expect(collection.text).toBe('Visi\n\nPirmais')
})

test('what is none, and what is deep', async () => {
  const other = (text: string) => extractDocument(Buffer.from(text), { fileName: 'a.json', format: 'iiif' })
  await expect(other('{"a":1}')).rejects.toMatchObject({ code: 'damaged' })
  await expect(other('{"a":')).rejects.toMatchObject({ code: 'damaged' })
  const deep = `{"@context":"http://iiif.io/api/presentation/3/context.json","type":"Manifest","label":${'['.repeat(5000)}"x"${']'.repeat(5000)},"items":[{"type":"Canvas"}]}`
  expect((await read(deep)).text).toBe('1')
})
