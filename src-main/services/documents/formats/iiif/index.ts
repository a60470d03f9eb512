/** IIIF Presentation 2 and 3 manifests and collections from disk. Addresses in them are shown, never fetched. */
import { AppError, type DocumentModel } from '#shared/contract'
import { decodeText } from '../../decode'
import type { ExtractHints, Format } from '../../format'
import { ModelBuilder } from '../../model-builder'
import { createRecordWriter } from '../../record-writer'

const maxCanvases = 5000
const maxNesting = 16

const member = (value: unknown, ...names: string[]): unknown => {
  if (typeof value !== 'object' || value === null) return undefined
  for (const [key, inner] of Object.entries(value)) if (names.includes(key)) return inner
  return undefined
}
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value])
const stringOf = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
const numberOf = (value: unknown): number => {
  const number = typeof value === 'number' ? value : Number(stringOf(value) || NaN)
  return Number.isFinite(number) && number >= 0 ? number : 0
}
const idOf = (value: unknown): string => stringOf(member(value, 'id', '@id'))
const typeOf = (value: unknown): string => stringOf(member(value, 'type', '@type')).replace(/^sc:/, '')

/** Labels may hold HTML; only its text is kept. */
function plain(text: string): string {
  const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', apos: "'" }
  return text
    .replace(/<br\s*\/?>|<\/p>/gi, ' ')
    .replace(/<[^<>]{0,2000}>/g, '')
    .replace(/&(\w+);/g, (whole, name: string) => named[name] ?? whole)
    .replace(/\s+/g, ' ')
    .trim()
}

/** A text of version 2 (string, `@value`, lists of them) or 3 (language map) in the reader's language where it is. */
function labelOf(value: unknown, lang: string, depth = 0): string {
  if (depth > maxNesting) return ''
  if (typeof value === 'string' || typeof value === 'number') return plain(String(value))
  if (Array.isArray(value)) {
    const own = value.filter((one) => stringOf(member(one, '@language')) === lang)
    const chosen = own.length > 0 ? own : value.some((one) => member(one, '@language')) ? value.slice(0, 1) : value
    return chosen
      .map((one) => labelOf(one, lang, depth + 1))
      .filter((text) => text !== '')
      .join('; ')
  }
  if (typeof value !== 'object' || value === null) return ''
  const inner = member(value, '@value')
  if (inner !== undefined) return plain(stringOf(inner))
  const entries = Object.entries(value)
  const wanted = [lang, 'none', '@none', 'en']
  const chosen = wanted.flatMap((key) => entries.filter(([own]) => own === key))[0] ?? entries[0]
  return chosen
    ? listOf(chosen[1])
        .map((text) => plain(stringOf(text)))
        .filter((text) => text !== '')
        .join('; ')
    : ''
}

interface Canvas {
  id: string
  label: string
  width: number
  height: number
  image: string
}

function canvasOf(value: unknown, index: number, lang: string): Canvas {
  const old = listOf(member(value, 'images'))[0]
  const page = listOf(member(value, 'items'))[0]
  const annotation = listOf(member(page, 'items'))[0]
  const body = listOf(member(annotation, 'body'))[0]
  return {
    id: idOf(value),
    label: labelOf(member(value, 'label'), lang) || String(index + 1),
    width: numberOf(member(value, 'width')),
    height: numberOf(member(value, 'height')),
    image: idOf(member(old, 'resource')) || idOf(body),
  }
}

function canvasesOf(manifest: unknown): unknown[] {
  const sequence = listOf(member(manifest, 'sequences'))[0]
  const old = listOf(member(sequence, 'canvases'))
  return old.length > 0 ? old : listOf(member(manifest, 'items')).filter((one) => typeOf(one) === 'Canvas')
}

/** Manifests and collections that a collection lists. */
function membersOf(value: unknown): unknown[] {
  return [
    ...listOf(member(value, 'manifests')),
    ...listOf(member(value, 'collections')),
    ...listOf(member(value, 'members')),
    ...listOf(member(value, 'items')).filter((one) => /^(?:Manifest|Collection)$/.test(typeOf(one))),
  ]
}

function read(manifest: unknown, hints: ExtractHints, name: string) {
  const lang = (hints.lang ?? 'en').split('-')[0] ?? 'en'
  const builder = new ModelBuilder()
  const writer = createRecordWriter(builder, hints.lang)
  const warnings: DocumentModel['warnings'] = []
  const title = labelOf(member(manifest, 'label'), lang)
  const description = labelOf(member(manifest, 'summary', 'description'), lang)
  if (title !== '') builder.leaf('heading', { level: 1 }).add(title)
  if (description !== '') builder.leaf('para').add(description)
  for (const entry of listOf(member(manifest, 'metadata'))) {
    const value = labelOf(member(entry, 'value'), lang)
    if (value !== '') writer.line(labelOf(member(entry, 'label'), lang) || '–', value)
  }
  const required = member(manifest, 'requiredStatement')
  const rights = [
    labelOf(member(required, 'value'), lang) || labelOf(member(manifest, 'attribution'), lang),
    stringOf(member(manifest, 'rights', 'license')),
  ].filter((text) => text !== '')
  writer.field('rights', ...rights)

  const canvases = canvasesOf(manifest)
  if (canvases.length > maxCanvases) {
    const sentence = `"${name}" has ${canvases.length} pages; ${maxCanvases} are read.`
    throw new AppError('too-many-pages', sentence, { name, limit: maxCanvases, found: canvases.length })
  }
  const found = canvases.map((canvas, index) => canvasOf(canvas, index, lang))
  const marked = found.map((canvas, index) => {
    const attrs = { marker: `${index + 1}.`, ...(canvas.image ? { image: canvas.image } : {}) }
    const leaf = builder.leaf('listItem', { level: 1, attrs })
    leaf.anchor(canvas.id || `canvas-${index + 1}`, 'iiif')
    leaf.add(canvas.label)
    return leaf
  })
  const list = (value: unknown, level: number) => {
    for (const one of membersOf(value)) {
      const label = labelOf(member(one, 'label'), lang) || idOf(one)
      if (label !== '') builder.leaf('listItem', { level, attrs: { marker: '•', id: idOf(one) } }).add(label)
      if (level < maxNesting) list(one, level + 1)
    }
  }
  list(manifest, 1)
  const parts = builder.finish()
  const items = parts.blocks.filter((block) => block.kind === 'listItem').slice(0, marked.length)
  const pages: DocumentModel['pages'] = found.map(({ label, width, height }, index) => {
    const { start = parts.text.length, end = parts.text.length } = items[index] ?? {}
    return { n: index + 1, label, start, end, width, height, unit: 'px' }
  })
  const meta: DocumentModel['meta'] = {
    ...(title === '' ? {} : { title }),
    ...(description === '' ? {} : { description }),
    ...(rights.length > 0 ? { rights: rights.join('; ') } : {}),
    ...(idOf(manifest) === '' ? {} : { identifier: idOf(manifest) }),
    ...(found.some((canvas) => canvas.image !== '') ? { pageImages: found.map((canvas) => canvas.image) } : {}),
  }
  return { ...parts, pages, meta, warnings }
}

const isManifest = (value: unknown) =>
  /^(?:Manifest|Collection)$/.test(typeOf(value)) &&
  listOf(member(value, '@context')).some((one) => /iiif/i.test(stringOf(one)))

export const format = {
  id: 'iiif',
  version: 1,
  label: 'IIIF manifest',
  extensions: ['json', 'jsonld'],
  mediaType: 'application/ld+json',
  storedExtension: 'json',
  maxBytes: 50 * 1024 * 1024,
  sniff({ bytes, start }) {
    if (!/^\s*\{/.test(start) || bytes.length > this.maxBytes) return 0
    // The context may stand at the end; only then is the whole file looked at.
    if (!Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes('iiif.io/api/presentation')) return 0
    return /"@?type"\s*:\s*"(?:sc:)?(?:Manifest|Collection)"/.test(start) ? 0.98 : 0.6
  },
  async extract(bytes, hints) {
    const name = hints.fileName ?? 'The manifest'
    const { text, encoding, how, warnings } = await decodeText(bytes, hints)
    let manifest: unknown
    try {
      manifest = JSON.parse(text)
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : 'not JSON'
      throw new AppError('damaged', `"${name}" is not sound JSON: ${reason}.`, { name, reason }, { cause })
    }
    if (!isManifest(manifest)) {
      throw new AppError('damaged', `"${name}" is JSON, but no manifest or collection of IIIF.`, { name })
    }
    const parts = read(manifest, hints, name)
    if (parts.text === '') throw new AppError('empty', `"${name}" has neither labels nor pages.`, { name })
    return {
      ...parts,
      meta: { ...parts.meta, encoding, encodingFrom: how },
      warnings: [...warnings, ...parts.warnings],
    }
  },
} satisfies Format & { maxBytes: number }
