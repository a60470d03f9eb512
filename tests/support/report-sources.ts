/** Documents for tests of reports: models made of the starter archive's TEI sources, and of plain paragraphs. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createAnchoringEngine, type Finding } from '#main/services/anchoring'
import { AppError, type Block, type DocumentModel, type DocumentSummary, type Edition } from '#shared/contract'

export interface OpenedDocument {
  summary: DocumentSummary
  edition: Edition
  model: DocumentModel
}

interface Words {
  kind: Block['kind']
  text: string
  level?: number
  attrs?: Record<string, string>
}

interface Described {
  id: string
  title: string
  lang: string
  date?: string
  sources?: string[]
  creators?: string[]
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex')
const start = '2026-11-23T00:00:00.000Z'

/** A document whose text is these blocks, one per line. */
export function makeDocument(described: Described, words: readonly Words[]): OpenedDocument {
  let text = ''
  const blocks = words.map(({ kind, text: own, level, attrs }, n): Block => {
    const from = text.length
    text += `${own}\n`
    return {
      id: `b${n + 1}`,
      kind,
      start: from,
      end: from + own.length,
      ...(level === undefined ? {} : { level }),
      ...(attrs ? { attrs } : {}),
    }
  })
  text = text.replace(/\n$/, '')
  const { id, title, lang, date, sources, creators = [] } = described
  const edition: Edition = {
    id: `${id}.1`,
    docId: id,
    number: 1,
    sha256: hash(text),
    length: text.length,
    importedAt: start,
    importer: 'test@1',
  }
  const model: DocumentModel = {
    schema: 'avots-document',
    model: 1,
    id: edition.id,
    originalSha256: hash(`original of ${id}`),
    mediaType: 'text/plain',
    extractor: 'test@1',
    lang,
    meta: {},
    warnings: [],
    text,
    textSha256: edition.sha256,
    blocks,
    marks: [],
    pages: [],
    boxes: [],
    resources: [],
    anchors: [],
    parts: [],
  }
  const summary: DocumentSummary = {
    id,
    archiveId: 'archive',
    metadata: {
      title: { text: title, lang },
      creators: creators.map((name) => ({ name })),
      ...(date === undefined ? {} : { date: { edtf: date } }),
      places: [],
      persons: [],
      languages: [lang],
      type: 'pact',
      ...(sources ? { sources } : {}),
      origins: {},
    },
    format: 'plain-text',
    mediaType: 'text/plain',
    fileName: `${id}.txt`,
    originalSha256: model.originalSha256,
    originalBytes: text.length,
    editions: [edition],
    current: 1,
    words: text.split(/\s+/).length,
    blocks: blocks.length,
    articles: 0,
  }
  return { summary, edition, model }
}

const starter = join(import.meta.dirname, '../../resources/starter/documents')
const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const plain = (xml: string) =>
  xml
    .replace(/<[^>]*>/g, '')
    .replace(/&(\w+);/g, (_, name: string) => entities[name] ?? '')
    .replace(/\s+/g, ' ')
    .trim()

/** A pact of the starter archive, read with two patterns: enough for headings and paragraphs. */
export function starterPact(name: string): OpenedDocument {
  const path = join(starter, `${name}.xml`)
  if (!existsSync(path)) throw new Error(`the starter archive has no ${name}.xml`)
  const xml = readFileSync(path, 'utf8')
  const body = /<body>([\s\S]*)<\/body>/.exec(xml)?.[1] ?? ''
  const words: Words[] = []
  let article = ''
  for (const match of body.matchAll(/<div type="(\w+)"(?: n="(\d+)")?|<head>([\s\S]*?)<\/head>|<p>([\s\S]*?)<\/p>/g)) {
    const [, division, n, head, paragraph] = match
    if (division) article = division === 'article' ? (n ?? '') : ''
    else if (head !== undefined) {
      const level = words.length === 0 ? 1 : 2
      words.push({ kind: 'heading', text: plain(head), level, ...(article ? { attrs: { article } } : {}) })
    } else if (paragraph !== undefined) words.push({ kind: 'para', text: plain(paragraph) })
  }
  const lang = /xml:lang="(\w+)"/.exec(xml)?.[1] ?? 'und'
  const meta = JSON.parse(readFileSync(join(starter, `${name}.meta.json`), 'utf8')) as {
    date?: { edtf: string }
    sources?: string[]
  }
  const described = {
    id: name,
    title: words[0]?.text ?? name,
    lang,
    ...(meta.date ? { date: meta.date.edtf } : {}),
    ...(meta.sources ? { sources: meta.sources } : {}),
  }
  return makeDocument({ ...described, creators: ['Avots'] }, words)
}

/** Range of the first occurrence of a quote. */
export function rangeOf({ model }: OpenedDocument, quote: string): [number, number] {
  const at = model.text.indexOf(quote)
  if (at < 0) throw new Error(`"${quote}" is not in ${model.id}`)
  return [at, at + quote.length]
}

/** Range of an article with its heading. */
export function articleOf({ model }: OpenedDocument, number: string): [number, number] {
  const at = model.blocks.findIndex(({ attrs }) => attrs?.['article'] === number)
  const next = model.blocks.findIndex((block, n) => n > at && block.kind === 'heading')
  const first = model.blocks[at]
  const last = model.blocks[next < 0 ? model.blocks.length - 1 : next - 1]
  if (!first || !last) throw new Error(`no article ${number} in ${model.id}`)
  return [first.start, last.end]
}

/** As the library answers: the document, or AppError `not-found`. */
export function createReader(documents: readonly OpenedDocument[]) {
  return (documentId: string, edition?: number): Promise<OpenedDocument> => {
    const found = documents.find(({ summary }) => summary.id === documentId)
    if (found && (edition === undefined || edition === found.edition.number)) return Promise.resolve(found)
    return Promise.reject(new AppError('not-found', `There is no document "${documentId}".`, { document: documentId }))
  }
}

/** Finds the places of notes in process, without any other edition. */
export const noFinding: Finding = {
  engine: createAnchoringEngine(''),
  readText: () => Promise.resolve(null),
}
