/** HTML to blocks and marks, for every format that holds some: saved pages, e-books, mails, converted documents. */
import type { ModelParts } from '../format'
import { isSafeLink } from '../links'
import { ModelBuilder } from '../model-builder'
import { findFrame } from './main-text'
import { readMeta } from './meta'
import { decodeFragment, resolveNotes } from './notes'
import { createPictures, type PictureSource } from './pictures'
import { parseXhtml } from './chapters'
import { readBody } from './reader'
import { type HtmlPage, parseHtml } from './tree'

export { type Chapter, type ContentsEntry, parseXhtml, picturePaths, readChapters, readContents } from './chapters'
export { type HtmlElement, type HtmlGate, type HtmlNode, parseHtml } from './tree'

export interface HtmlOptions {
  /** Name of the file, for sentences. */
  name: string
  /** Bytes behind the addresses of pictures; without it only those in the page itself are known. */
  picture?: PictureSource
  /** Leaves out navigation, headers and footers where the page says what its text is. */
  mainText?: boolean
  /** Every table is one of data; else those that only hold the page together are read as blocks. */
  tables?: 'all' | 'data'
  /** Where the page was, for relative links; the page's own word goes before it. */
  base?: string
  /** It is XHTML: elements that are closed at once are empty. */
  isXml?: boolean
}

/** A link as it is kept: whole where it is known what it is relative to, inside the page as `#id`. */
function linkOf(href: string, base: string | undefined): string | null {
  if (href.startsWith('#')) return `#${decodeFragment(href.slice(1))}`
  if (isSafeLink(href) && /^[a-z]+:/i.test(href)) return href
  if (base !== undefined) {
    try {
      return new URL(href, base).href
    } catch {
      return null
    }
  }
  return isSafeLink(href) ? href : null
}

function frameOf(page: HtmlPage, mainText: boolean) {
  if (!page.body || !mainText) return { parts: new Set<never>(), warnings: [] }
  const { parts, left, total } = findFrame(page.body)
  if (left === 0) return { parts, warnings: [] }
  const message = `What stands around the text of the page (navigation, header, footer) was left out: ${left} of ${total} characters.`
  return { parts, warnings: [{ code: 'page-frame-left-out', message }] }
}

/**
 * The parts of a model from one page. Throws AppError `too-many-nodes` and `too-deep`; markup as such is never wrong.
 * Soft hyphens are left out; white space is read as a browser does. Pictures become figures with `attrs.image` (SHA-256
 * of a resource) and their alternative text; ids become anchor points with source `id`.
 */
export function readHtml(source: string, options: HtmlOptions): ModelParts {
  const page = (options.isXml ? parseXhtml : parseHtml)(source, { name: options.name, nodes: 0 })
  const { meta, lang, base = options.base } = readMeta(page)
  const builder = new ModelBuilder()
  const pictures = createPictures(options.picture)
  const frame = frameOf(page, options.mainText ?? false)
  const warnings = [...frame.warnings]
  if (page.body) {
    const found = readBody(page.body, builder, {
      lang,
      link: (href) => linkOf(href, base),
      anchor: (id) => id,
      without: frame.parts,
      tables: options.tables ?? 'data',
      pictures,
    })
    warnings.push(...found)
  }
  return {
    ...resolveNotes(builder.finish()),
    meta,
    warnings: [...warnings, ...pictures.warnings()],
    ...(lang === undefined ? {} : { lang }),
    ...(pictures.resources.length > 0 ? { resources: [...pictures.resources] } : {}),
  }
}
