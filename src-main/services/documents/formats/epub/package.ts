/** The package of an e-book (EPUB 2 and 3, OPF): which parts it has and in which order they are read. */
import { AppError } from '#shared/contract'
import { type DocumentContainer, resolvePart } from '../../container'
import { descendantsOf, elementAt, elementsOf, readXmlTree, type XmlElement } from '../../xml-tree'

export interface BookItem {
  path: string
  mediaType: string
  properties: readonly string[]
}

export interface BookPackage {
  root: XmlElement
  /** In reading order, each once. */
  spine: readonly BookItem[]
  cover: string | null
  /** Navigation page of EPUB 3. */
  navigation: string | null
  /** Table of contents of EPUB 2. */
  ncx: string | null
  /** Parts of the spine that the manifest does not know. */
  unknown: number
}

/** Ways to make fonts useless outside of the book: they lock no text. */
const fontsOnly = ['http://www.idpf.org/2008/embedding', 'http://ns.adobe.com/pdf/enc#RC']

async function packagePath(container: DocumentContainer, name: string): Promise<string | null> {
  const source = await container.text('META-INF/container.xml')
  const files = source === null ? [] : descendantsOf(readXmlTree(source, name).root, 'rootfile')
  const stated = files.flatMap(({ attributes }) => resolvePart('', attributes['full-path'] ?? '') ?? [])
  return stated.find((path) => container.has(path)) ?? container.paths.find((path) => path.endsWith('.opf')) ?? null
}

/** Throws AppError `damaged` where there is no package. */
export async function readPackage(container: DocumentContainer, name: string): Promise<BookPackage> {
  const path = await packagePath(container, name)
  const source = path === null ? null : await container.text(path)
  const root = source === null ? null : readXmlTree(source, name).root
  const manifest = elementAt(root ?? undefined, 'manifest')
  const order = elementAt(root ?? undefined, 'spine')
  if (path === null || !root || !manifest || !order) {
    throw new AppError('damaged', `"${name}" has no list of its parts: it is no e-book, or a broken one.`, { name })
  }
  const items = new Map<string, BookItem>()
  for (const { attributes } of elementsOf(manifest, 'item')) {
    const target = resolvePart(path, attributes['href'] ?? '')
    if (target === null || target === '') continue
    const properties = (attributes['properties'] ?? '').split(/\s+/)
    items.set(attributes['id'] ?? '', { path: target, mediaType: attributes['media-type'] ?? '', properties })
  }
  const spine = new Map<string, BookItem>()
  let unknown = 0
  for (const { attributes } of elementsOf(order, 'itemref')) {
    const item = items.get(attributes['idref'] ?? '')
    if (item) spine.set(item.path, item)
    else unknown += 1
  }
  const all = [...items.values()]
  const named = descendantsOf(root, 'meta').find(({ attributes }) => attributes['name'] === 'cover')
  return {
    root,
    spine: [...spine.values()],
    unknown,
    cover:
      (
        all.find(({ properties }) => properties.includes('cover-image')) ??
        items.get(named?.attributes['content'] ?? '')
      )?.path ?? null,
    navigation: all.find(({ properties }) => properties.includes('nav'))?.path ?? null,
    ncx:
      (
        items.get(order.attributes['toc'] ?? '') ??
        all.find(({ mediaType }) => mediaType === 'application/x-dtbncx+xml')
      )?.path ?? null,
  }
}

/** Throws AppError `password` where text of the book is enciphered, as sellers do it (DRM). */
export async function refuseLocked(
  container: DocumentContainer,
  spine: readonly BookItem[],
  name: string,
): Promise<void> {
  const source = await container.text('META-INF/encryption.xml')
  if (source === null) return
  const texts = new Set(spine.map(({ path }) => path))
  for (const data of descendantsOf(readXmlTree(source, name).root, 'EncryptedData')) {
    if (fontsOnly.includes(elementAt(data, 'EncryptionMethod')?.attributes['Algorithm'] ?? '')) continue
    const references = descendantsOf(data, 'CipherReference')
    if (!references.some(({ attributes }) => texts.has(resolvePart('', attributes['URI'] ?? '') ?? ''))) continue
    const sentence = `"${name}" is protected against copying (DRM): its text is enciphered, and only the program of its seller opens it.`
    throw new AppError('password', sentence, { name })
  }
}
