/** E-books (EPUB 2 and 3): their pages in reading order as one text. */
import { AppError, isAppError } from '#shared/contract'
import { type DocumentContainer, openContainer, resolvePart } from '../../container'
import { readPictures } from '../../container-pictures'
import { zipHolds } from '../../container-sniff'
import type { Format, ModelParts } from '../../format'
import type { Chapter, ContentsEntry, HtmlGate } from '../../html'
import { elementAt, elementsOf, readXmlTree, textOf, type XmlElement } from '../../xml-tree'
import { type BookPackage, readPackage, refuseLocked } from './package'

/** The first entry of the zip, unpacked as it stands: its kind. */
const isBook = /^PK\x03\x04[^]{26}mimetype[^]{0,64}?application\/epub\+zip/

/** Largest page in bytes (formats.md section 5). */
const maxPage = 50 * 1024 * 1024

const pageTypes = ['application/xhtml+xml', 'text/html', 'text/x-oeb1-document', 'application/xml', 'text/xml', '']

function ncxEntries(path: string, points: readonly XmlElement[], level = 1): ContentsEntry[] {
  return points.flatMap((point) => {
    const label = textOf(elementAt(point, 'navLabel', 'text'))
    const [file = '', fragment = ''] = (elementAt(point, 'content')?.attributes['src'] ?? '').split('#')
    const target = resolvePart(path, file)
    const own = label === '' || file === '' || target === null ? [] : [{ label, path: target, fragment, level }]
    return [...own, ...ncxEntries(path, elementsOf(point, 'navPoint'), level + 1)]
  })
}

/** The table of contents; a broken one is told of, for the book can be read without it. */
async function readTable(
  container: DocumentContainer,
  { navigation, ncx }: BookPackage,
  gate: HtmlGate,
): Promise<{ contents: ContentsEntry[]; warnings: ModelParts['warnings'] }> {
  const { parseXhtml, readContents } = await import('../../html')
  try {
    const page = navigation === null ? null : await container.text(navigation)
    if (navigation !== null && page !== null) {
      return { contents: readContents({ path: navigation, page: parseXhtml(page, gate) }), warnings: [] }
    }
    const source = ncx === null ? null : await container.text(ncx)
    if (ncx === null || source === null) return { contents: [], warnings: [] }
    const map = elementAt(readXmlTree(source, gate.name).root, 'navMap')
    return { contents: map ? ncxEntries(ncx, elementsOf(map, 'navPoint')) : [], warnings: [] }
  } catch (error) {
    if (!isAppError(error) || (error.code !== 'damaged' && error.code !== 'xml-entity')) throw error
    const message = `The table of contents could not be read: ${error.message}`
    return { contents: [], warnings: [{ code: 'contents-not-read', message }] }
  }
}

async function readPages(container: DocumentContainer, { spine, unknown }: BookPackage, gate: HtmlGate) {
  const { parseXhtml } = await import('../../html')
  const chapters: Chapter[] = []
  const missing: string[] = []
  const other: string[] = []
  for (const { path, mediaType } of spine) {
    const picture = mediaType.startsWith('image/')
    if (!picture && !pageTypes.includes(mediaType)) {
      other.push(path)
      continue
    }
    const { name } = gate
    const found = container.size(path)
    if (found > maxPage) {
      const sentence = `"${name}" was not read: its page ${JSON.stringify(path)} has ${found} bytes; the limit is ${maxPage}.`
      throw new AppError('parse-too-large', sentence, { name, limit: maxPage, found })
    }
    if (picture) chapters.push({ path, page: pageOf(parseXhtml('<body><img></body>', gate), path) })
    else {
      const source = await container.text(path)
      if (source === null) missing.push(path)
      else chapters.push({ path, page: parseXhtml(source, gate) })
    }
  }
  const tell = (paths: readonly string[], count: number, code: string, what: string) => {
    if (count === 0) return []
    const first = paths[0] === undefined ? '' : ` (first "${paths[0]}")`
    return [{ code, message: `${count} ${count === 1 ? 'part' : 'parts'} of the book${first} ${what}` }]
  }
  const warnings = [
    ...tell(missing, missing.length + unknown, 'chapter-missing', 'could not be found in the file.'),
    ...tell(other, other.length, 'chapter-left-out', 'stayed in the original, for they are no pages of text.'),
  ]
  return { chapters, warnings }
}

/** A page that shows the picture at `path`, for books whose pages are pictures. */
function pageOf(page: Chapter['page'], path: string): Chapter['page'] {
  const shown = page.body?.first
  if (shown?.type === 'element') shown.attributes.set('src', `/${encodeURI(path)}`)
  return page
}

export const format = {
  id: 'epub',
  version: 1,
  label: 'E-book (EPUB)',
  extensions: ['epub'],
  mediaType: 'application/epub+zip',
  storedExtension: 'epub',
  maxBytes: 512 * 1024 * 1024,
  sniff: ({ bytes, head, extension }) => {
    if (isBook.test(head)) return 0.95
    return zipHolds(
      bytes,
      head,
      extension,
      ['epub'],
      (names) => names.has('META-INF/container.xml') && [...names].some((path) => path.endsWith('.opf')),
    )
  },
  async extract(bytes, hints) {
    const name = hints.fileName ?? 'The book'
    const gate: HtmlGate = { name, nodes: 0 }
    const container = await openContainer(bytes, name)
    const book = await readPackage(container, name)
    await refuseLocked(container, book.spine, name)
    const { picturePaths, readChapters } = await import('../../html')
    const { readBookMeta } = await import('./meta')
    const meta = readBookMeta(book.root, name)
    const { contents, warnings } = await readTable(container, book, gate)
    const pages = await readPages(container, book, gate)
    const pictures = await readPictures(container, [
      ...(book.cover === null ? [] : [book.cover]),
      ...picturePaths(pages.chapters),
    ])
    const cover = book.cover === null ? undefined : pictures.found.get(book.cover)
    if (cover) cover.role = 'cover'
    const languages = meta['languages']
    const lang = Array.isArray(languages) ? languages[0] : undefined
    const parts = readChapters(pages.chapters, {
      lang: typeof lang === 'string' ? lang : undefined,
      contents,
      pictures: pictures.found,
    })
    if (parts.blocks.length === 0) throw new AppError('empty', `"${name}" has no text.`, { name })
    const resources = [...(cover && !parts.resources?.includes(cover) ? [cover] : []), ...(parts.resources ?? [])]
    return {
      ...parts,
      meta,
      warnings: [...warnings, ...pages.warnings, ...parts.warnings, ...pictures.warnings()],
      ...(resources.length > 0 ? { resources } : {}),
    }
  },
} satisfies Format
