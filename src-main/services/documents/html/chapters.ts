/** A document of several pages in reading order, as e-books are: one model, links between pages as links inside of it. */
import { resolvePart } from '../container'
import type { EmbeddedResource, ModelParts } from '../format'
import { isSafeLink } from '../links'
import { ModelBuilder } from '../model-builder'
import { attributeOf, headingLevel, isBlock, languageOf, rolesOf, textOf } from './elements'
import { decodeFragment, resolveNotes } from './notes'
import { createPictures } from './pictures'
import { readBody } from './reader'
import { elementsOf, type HtmlElement, type HtmlGate, type HtmlPage, parseHtml } from './tree'

/** An entry of the table of contents. */
export interface ContentsEntry {
  label: string
  /** Path of the page, and the id in it or an empty text. */
  path: string
  fragment: string
  /** From 1. */
  level: number
}

export interface Chapter {
  /** In the container. */
  path: string
  page: HtmlPage
}

export interface ChaptersOptions {
  /** Language of the document. */
  lang: string | undefined
  contents: readonly ContentsEntry[]
  /** Pictures by their paths. */
  pictures: ReadonlyMap<string, EmbeddedResource>
}

const voids = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '))
const closedAtOnce = /<([A-Za-z][\w:.-]*)((?:[^<>"']|"[^"<]*"|'[^'<]*')*)\/>/g

/** XHTML as a page: an element that is closed at once (`<title/>`) would be open to the end in HTML. */
export function parseXhtml(source: string, gate: HtmlGate): HtmlPage {
  const expanded = source.replace(closedAtOnce, (whole, name: string, rest: string) =>
    voids.has(name.toLowerCase()) ? whole : `<${name}${rest}></${name}>`,
  )
  return parseHtml(expanded, gate)
}

const isOutside = (address: string) => /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(address)

function placeOf(base: string, href: string): { path: string; fragment: string } | null {
  const at = href.indexOf('#')
  const file = at < 0 ? href : href.slice(0, at)
  const path = file === '' ? base : resolvePart(base, file)
  return path === null ? null : { path, fragment: at < 0 ? '' : decodeFragment(href.slice(at + 1)) }
}

/** Entries of the navigation page of an e-book, of its table of contents where it has several lists. */
export function readContents({ path, page }: Chapter): ContentsEntry[] {
  const lists = page.body ? [...elementsOf(page.body)].filter(({ name }) => name === 'nav') : []
  const toc = lists.find((list) => rolesOf(list).some((role) => role === 'toc' || role === 'doc-toc')) ?? lists[0]
  const found: ContentsEntry[] = []
  for (const link of toc ? elementsOf(toc) : []) {
    const href = attributeOf(link, 'href')
    const label = link.name === 'a' ? textOf(link) : ''
    const place = href === '' || isOutside(href) ? null : placeOf(path, href)
    if (label === '' || place === null) continue
    let level = 0
    for (let around = link.parent; around && around !== toc; around = around.parent) {
      if (around.name === 'ol' || around.name === 'ul') level += 1
    }
    found.push({ label, ...place, level: Math.max(1, level) })
  }
  return found
}

const isPicture = ({ name }: HtmlElement) => name === 'img' || name === 'image'
const addressOf = (element: HtmlElement) => attributeOf(element, 'src') || attributeOf(element, 'href')

/** Paths of the pictures that pages show. */
export function picturePaths(chapters: readonly Chapter[]): Set<string> {
  const paths = new Set<string>()
  for (const { path, page } of chapters) {
    for (const element of page.body ? elementsOf(page.body) : []) {
      const address = isPicture(element) ? addressOf(element) : ''
      const found = address === '' || isOutside(address) ? null : resolvePart(path, address)
      if (found !== null) paths.add(found)
    }
  }
  return paths
}

/** Addresses as they are in the container; those of pictures that are not there are told of by who reads them. */
function settle(path: string, body: HtmlElement, pictures: ReadonlyMap<string, EmbeddedResource>): void {
  for (const element of elementsOf(body)) {
    if (isPicture(element)) {
      const address = addressOf(element)
      if (address === '' || isOutside(address)) continue
      const found = resolvePart(path, address)
      for (const name of ['src', 'href', 'srcset']) element.attributes.delete(name)
      if (found !== null && pictures.has(found)) element.attributes.set('src', found)
    } else if (element.name === 'a') {
      const href = attributeOf(element, 'href')
      const place = href === '' || href.startsWith('#') || isOutside(href) ? null : placeOf(path, href)
      if (place?.path === path && place.fragment !== '') element.attributes.set('href', `#${place.fragment}`)
    }
  }
}

/** Makes headings of what the contents name, on a page that has none; the title that is left to be written, or null. */
function nameParts(body: HtmlElement, entries: readonly ContentsEntry[]): ContentsEntry | null {
  const elements = [...elementsOf(body)]
  if (elements.some((element) => headingLevel(element) !== null && textOf(element) !== '')) return null
  const blocks = elements.filter((element) => isBlock(element) && ![...elementsOf(element)].some(isBlock))
  const texts = new Map(
    blocks.map((block) => [textOf(block).toLowerCase(), block]).reverse() as [string, HtmlElement][],
  )
  let title: ContentsEntry | null = null
  for (const entry of entries) {
    const block = texts.get(entry.label.toLowerCase())
    if (block) {
      block.attributes.set('role', 'heading')
      block.attributes.set('aria-level', String(Math.min(6, entry.level)))
    } else if (title === null && (entry.fragment === '' || entries.length === 1)) title = entry
  }
  return title !== null && textOf(body) !== '' ? title : null
}

const isPageBreak = (element: HtmlElement) =>
  rolesOf(element).some((role) => role === 'pagebreak' || role === 'doc-pagebreak')

/** Several warnings of one kind as one. */
function gathered(warnings: ModelParts['warnings']): ModelParts['warnings'] {
  const kinds = new Map<string, string[]>()
  for (const { code, message } of warnings) kinds.set(code, [...(kinds.get(code) ?? []), message])
  return [...kinds].map(([code, [first = '', ...others]]) => {
    const more = others.length === 0 ? '' : ` So it is in ${others.length} more chapters.`
    return { code, message: first + more }
  })
}

/**
 * The parts of a model from pages in reading order. Anchor points are `path` for the start of a page and `path#id` in
 * it. The trees are changed on the way.
 */
export function readChapters(chapters: readonly Chapter[], options: ChaptersOptions): Omit<ModelParts, 'meta'> {
  const builder = new ModelBuilder()
  const pictures = createPictures((path) => options.pictures.get(path) ?? null)
  const paths = new Set(chapters.map(({ path }) => path))
  const warnings: ModelParts['warnings'] = []
  for (const { path, page } of chapters) {
    const { body } = page
    builder.anchorNext(path, 'id')
    if (!body) continue
    settle(path, body, options.pictures)
    const title = nameParts(
      body,
      options.contents.filter((entry) => entry.path === path),
    )
    if (title) builder.leaf('heading', { level: Math.min(6, title.level) }).addCollapsed(title.label)
    const lang = page.html ? languageOf(page.html) : undefined
    if (lang !== undefined && languageOf(body) === undefined) body.attributes.set('lang', lang)
    const id = attributeOf(body, 'id')
    if (id !== '') builder.anchorNext(`${path}#${id}`, 'id')
    const found = readBody(body, builder, {
      lang: options.lang,
      link(href) {
        if (isOutside(href)) return isSafeLink(href) ? href : null
        const place = placeOf(path, href)
        if (place === null || !paths.has(place.path)) return null
        return place.fragment === '' ? `#${place.path}` : `#${place.path}#${place.fragment}`
      },
      anchor: (anchor) => `${path}#${anchor}`,
      without: new Set([...elementsOf(body)].filter(isPageBreak)),
      tables: 'data',
      pictures,
    })
    warnings.push(...found)
  }
  return {
    ...resolveNotes(builder.finish()),
    warnings: [...gathered(warnings), ...pictures.warnings()],
    ...(options.lang === undefined ? {} : { lang: options.lang }),
    ...(pictures.resources.length > 0 ? { resources: [...pictures.resources] } : {}),
  }
}
