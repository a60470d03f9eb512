/** What a PDF says about itself beside its text: outline, links, page labels, attachments, scripts. */
import type { EmbeddedDocument } from '../../format'
import type { Rectangle } from './frames'
import type { PDFDocumentProxy, PDFPageProxy } from './pdfjs'

export interface Bookmark {
  title: string
  /** From 1. */
  level: number
  /** Counted from 0. */
  page: number
}

export interface Link extends Rectangle {
  target: string
}

/** More bookmarks than this are not looked at. */
const mostBookmarks = 5000
/** Bytes of all attachments of one document. */
const mostAttached = 100 * 1024 * 1024

type Outline = NonNullable<Awaited<ReturnType<PDFDocumentProxy['getOutline']>>>

/** The outline, depth first; bookmarks that lead nowhere are left out. */
export async function readOutline(document: PDFDocumentProxy): Promise<Bookmark[]> {
  const found: Bookmark[] = []
  const pages = new Map<string, number>()
  const walk = async (items: Outline, level: number): Promise<void> => {
    for (const item of items) {
      if (found.length >= mostBookmarks || level > 20) return
      const page = await pageOf(document, item.dest, pages)
      if (page !== null) found.push({ title: item.title, level, page })
      const inner: unknown = item.items
      if (Array.isArray(inner)) await walk(inner as Outline, level + 1)
    }
  }
  await walk((await document.getOutline()) ?? [], 1)
  return found
}

/** Index of the page that a destination leads to, by name or as it is. */
async function pageOf(
  document: PDFDocumentProxy,
  destination: unknown,
  known: Map<string, number>,
): Promise<number | null> {
  try {
    const target: unknown = typeof destination === 'string' ? await document.getDestination(destination) : destination
    const page: unknown = Array.isArray(target) ? target[0] : null
    if (typeof page === 'number') return page
    if (typeof page !== 'object' || page === null || !('num' in page) || !('gen' in page)) return null
    const { num, gen } = page
    if (typeof num !== 'number' || typeof gen !== 'number') return null
    const key = `${num} ${gen}`
    const index = known.get(key) ?? (await document.getPageIndex({ num, gen }))
    known.set(key, index)
    return index
  } catch {
    // A bookmark into nowhere is not worth a document.
    return null
  }
}

export interface PageNotes {
  links: Link[]
  attached: EmbeddedDocument[]
  /** A button or a link runs a script. */
  hasScript: boolean
}

/** Links to the outside and files pinned to a page. */
export async function readAnnotations(page: PDFPageProxy): Promise<PageNotes> {
  const viewport = page.getViewport({ scale: 1 })
  const annotations: unknown[] = await page.getAnnotations()
  const found: PageNotes = { links: [], attached: [], hasScript: false }
  for (const annotation of annotations) {
    if (typeof annotation !== 'object' || annotation === null) continue
    if ('actions' in annotation && annotation.actions) found.hasScript = true
    if ('file' in annotation) {
      const file = attachmentOf(annotation.file, `page ${page.pageNumber}`)
      if (file) found.attached.push(file)
    }
    if (!('url' in annotation) || !('rect' in annotation)) continue
    const { url, rect } = annotation
    if (typeof url !== 'string' || !/^(?:https?|mailto):/i.test(url) || !Array.isArray(rect)) continue
    const corners = [
      viewport.convertToViewportPoint(Number(rect[0]), Number(rect[1])),
      viewport.convertToViewportPoint(Number(rect[2]), Number(rect[3])),
    ].map((point: unknown[]) => point.map(Number))
    const [[x0 = 0, y0 = 0] = [], [x1 = 0, y1 = 0] = []] = corners
    found.links.push({
      x: Math.min(x0, x1),
      y: Math.min(y0, y1),
      w: Math.abs(x1 - x0),
      h: Math.abs(y1 - y0),
      target: url,
    })
  }
  return found
}

function attachmentOf(value: unknown, from: string): EmbeddedDocument | null {
  if (typeof value !== 'object' || value === null || !('content' in value)) return null
  const { content } = value
  if (!(content instanceof Uint8Array) || content.length === 0) return null
  const name = 'filename' in value && typeof value.filename === 'string' ? value.filename : ''
  return { bytes: content, fileName: name.replace(/^.*[\\/]/, '') || 'attachment', from }
}

/** Files attached to the document as a whole, in the order of their names in it. */
export async function readAttachments(document: PDFDocumentProxy): Promise<EmbeddedDocument[]> {
  const attachments: unknown = await document.getAttachments()
  if (typeof attachments !== 'object' || attachments === null) return []
  return Object.entries(attachments).flatMap(([key, value]) => attachmentOf(value, `attachment ${key}`) ?? [])
}

/** Those that fit in what is taken of one document, and how many do not. */
export function limitAttachments(attached: readonly EmbeddedDocument[]): {
  children: EmbeddedDocument[]
  leftOut: number
} {
  let size = 0
  const children = attached.filter(({ bytes }) => (size += bytes.length) <= mostAttached)
  return { children, leftOut: attached.length - children.length }
}

/** The label of each page, its number where the file gives none. */
export async function readLabels(document: PDFDocumentProxy): Promise<string[]> {
  const labels = await document.getPageLabels().catch(() => null)
  return Array.from({ length: document.numPages }, (_, index) => labels?.[index] || String(index + 1))
}
