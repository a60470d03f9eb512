/** PDF with a text layer: text in reading order, the place of every word, metadata, links and attachments. */
import { AppError, isAppError } from '#shared/contract'
import type { EmbeddedDocument, Format } from '../../format'
import { compose } from './compose'
import { Fonts } from './fonts'
import { readGlyphs } from './glyphs'
import { markHeadings } from './headings'
import { layOut, type PageLayout } from './layout'
import { readMetadata } from './metadata'
import { type Link, limitAttachments, readAnnotations, readAttachments, readLabels, readOutline } from './outline'
import { bodySize, paragraphsOf } from './paragraphs'
import { damaged, loadPdfJs, openPdf, type PDFDocumentProxy, type PdfJs } from './pdfjs'
import { warningsOf } from './warnings'

const maxPages = 5000
/** Wall clock of one page in ms. */
const pageTime = 10_000

interface Pages {
  layouts: PageLayout[]
  rotations: number[]
  links: Map<number, Link[]>
  attached: EmbeddedDocument[]
  hasScript: boolean
  /** Numbers of pages that could not be read, and why. */
  failed: Map<number, string>
}

/** Everything of all pages. A page that cannot be read is left empty. */
async function readPages(pdfjs: PdfJs, document: PDFDocumentProxy, report: () => void): Promise<Pages> {
  const fonts = new Fonts()
  const found: Pages = {
    layouts: [],
    rotations: [],
    links: new Map(),
    attached: [],
    hasScript: false,
    failed: new Map(),
  }
  for (let n = 1; n <= document.numPages; n += 1) {
    report()
    const layout: PageLayout = { width: 0, height: 0, lines: [], isBlank: false }
    let rotation = 0
    try {
      await within(pageTime, async () => {
        const page = await document.getPage(n)
        const { width, height, rotation: turned } = page.getViewport({ scale: 1 })
        Object.assign(layout, { width: Math.round(width * 100) / 100, height: Math.round(height * 100) / 100 })
        rotation = turned
        const { glyphs, isBlank } = await readGlyphs(pdfjs, page, fonts)
        Object.assign(layout, { lines: layOut(glyphs), isBlank })
        const notes = await readAnnotations(page)
        if (notes.links.length > 0) found.links.set(n - 1, notes.links)
        found.attached.push(...notes.attached)
        found.hasScript ||= notes.hasScript
        page.cleanup()
      })
    } catch (cause) {
      found.failed.set(n, cause instanceof Error ? cause.message : String(cause))
    }
    found.layouts.push(layout)
    found.rotations.push(rotation)
  }
  return found
}

/** True where the document, or a field of it, runs a script. */
async function hasActions(document: PDFDocumentProxy): Promise<boolean> {
  try {
    return (await document.hasJSActions()) || (await document.getJSActions()) !== null
  } catch {
    return false
  }
}

async function within(ms: number, work: () => Promise<void>): Promise<void> {
  let clock: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    clock = setTimeout(() => reject(new Error(`it took longer than ${ms / 1000} seconds`)), ms)
  })
  try {
    await Promise.race([work(), late])
  } finally {
    clearTimeout(clock)
  }
}

export const format = {
  id: 'pdf',
  version: 1,
  label: 'PDF',
  extensions: ['pdf'],
  mediaType: 'application/pdf',
  storedExtension: 'pdf',
  maxBytes: 500 * 1024 * 1024,
  sniff({ head, extension }) {
    // The mark may stand behind other bytes, but in the first 1 024 (Acrobat implementation note 13 on PDF 1.7).
    const at = head.slice(0, 1024).indexOf('%PDF-')
    if (at >= 0) return at === 0 ? 1 : 0.7
    // Damaged files have lost it; what is left of them can often be read.
    return extension === 'pdf' && /\d \d+ obj\b/.test(head) ? 0.6 : 0
  },
  async extract(bytes, hints, report) {
    const name = hints.fileName ?? 'The PDF'
    const pdfjs = await loadPdfJs()
    const { document, close } = await openPdf(pdfjs, bytes, name)
    try {
      const count = document.numPages
      if (count > maxPages) {
        throw new AppError(
          'too-many-pages',
          `"${name}" has ${count} pages; PDFs are read up to ${maxPages}. Divide it and add the parts.`,
          { name, limit: maxPages, found: count },
        )
      }
      const { meta, lang, isXfa } = await readMetadata(document)
      const outline = await readOutline(document).catch(() => [])
      const labels = await readLabels(document)
      const pages = await readPages(pdfjs, document, report ?? (() => undefined))
      const { children, leftOut } = limitAttachments([
        ...(await readAttachments(document).catch(() => [])),
        ...pages.attached,
      ])
      const hasScript = pages.hasScript || (await hasActions(document))

      const paragraphs = markHeadings(paragraphsOf(pages.layouts), outline, bodySize(pages.layouts))
      const { boxes, ranges, hasWordBoxes, ...parts } = compose(paragraphs, pages.layouts, pages.links)
      const warnings = warningsOf({
        text: parts.text,
        pages: count,
        empty: pages.layouts.flatMap(({ lines, isBlank }, index) =>
          lines.length === 0 && !isBlank ? [index + 1] : [],
        ),
        failed: pages.failed,
        isXfa,
        hasScript,
        hasWordBoxes,
        attached: children.length,
        leftOut,
      })
      return {
        ...parts,
        meta: { ...meta, pages: String(count) },
        warnings,
        ...(lang === undefined ? {} : { lang }),
        pages: pages.layouts.map(({ width, height }, index) => ({
          n: index + 1,
          label: labels[index] ?? String(index + 1),
          start: ranges[index]?.start ?? 0,
          end: ranges[index]?.end ?? 0,
          width,
          height,
          unit: 'pt',
          rotation: pages.rotations[index] ?? 0,
        })),
        boxes,
        ...(children.length > 0 ? { children } : {}),
      }
    } catch (cause) {
      // What PDF.js stumbles over behind the opening is a fault of the file, too.
      throw isAppError(cause) ? cause : damaged(name, cause)
    } finally {
      await close().catch(() => undefined)
    }
  },
} satisfies Format
