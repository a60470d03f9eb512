/** OpenDocument text (ODF 1.0 to 1.4, ISO/IEC 26300), as LibreOffice writes it: its text, not its look. */
import { AppError } from '#shared/contract'
import { type DocumentContainer, openContainer, resolvePart } from '../../container'
import { readPictures } from '../../container-pictures'
import { zipHolds } from '../../container-sniff'
import type { Format } from '../../format'
import { descendantsOf, elementAt, elementsOf, readXmlTree, textOf, type XmlElement } from '../../xml-tree'
import { readMeta } from './meta'
import { imagePath, OdtReader } from './reader'
import { hasPageFrames, readStyles } from './styles'

/** The first entry of the zip, unpacked as it stands: its kind. */
const isText =
  /^PK\x03\x04[^]{26}mimetype[^]{0,64}?application\/vnd\.oasis\.opendocument\.text(?:-template|-master|-web)?(?:PK|[^\w-]|$)/
const extensions = ['odt', 'ott', 'odm', 'oth']
/** Most objects that are looked into for formulas. */
const maxObjects = 2000

async function readPart(container: DocumentContainer, path: string, name: string): Promise<XmlElement | null> {
  const source = await container.text(path)
  return source === null ? null : readXmlTree(source, name).root
}

async function refuseEncrypted(container: DocumentContainer, name: string): Promise<void> {
  const manifest = await readPart(container, 'META-INF/manifest.xml', name)
  if (!manifest || descendantsOf(manifest, 'encryption-data').length === 0) return
  throw new AppError('password', `"${name}" is protected by a password. Save it without one and add it again.`, {
    name,
  })
}

/** Text of the formulas among the objects in `text`: as they were typed where that is there. */
async function readFormulas(container: DocumentContainer, text: XmlElement, name: string) {
  const formulas = new Map<string, string>()
  for (const object of descendantsOf(text, 'object').slice(0, maxObjects)) {
    const path = resolvePart('', object.attributes['xlink:href'] ?? '')
    if (path === null || path === '' || formulas.has(path) || !container.has(`${path}/content.xml`)) continue
    const root = await readPart(container, `${path}/content.xml`, name)
    if (root?.name !== 'math') continue
    formulas.set(path, textOf(descendantsOf(root, 'annotation')[0]) || textOf(root))
  }
  return formulas
}

export const format = {
  id: 'odt',
  version: 1,
  label: 'OpenDocument text (ODT)',
  extensions,
  mediaType: 'application/vnd.oasis.opendocument.text',
  storedExtension: 'odt',
  maxBytes: 256 * 1024 * 1024,
  sniff: ({ bytes, head, extension }) => {
    if (isText.test(head)) return 0.95
    // Packed anew by other programs, the kind may stand anywhere.
    if (/^PK\x03\x04[^]{26}mimetypeapplication\//.test(head) || !extensions.includes(extension)) return 0
    return zipHolds(
      bytes,
      head,
      extension,
      extensions,
      (names) => names.has('content.xml') && names.has('META-INF/manifest.xml'),
    )
  },
  async extract(bytes, hints) {
    const name = hints.fileName ?? 'The document'
    const container = await openContainer(bytes, name)
    await refuseEncrypted(container, name)
    const content = await readPart(container, 'content.xml', name)
    const text = elementAt(content ?? undefined, 'body', 'text')
    if (!content || !text) {
      throw new AppError('damaged', `"${name}" has no text part: it is no OpenDocument text, or a broken one.`, {
        name,
      })
    }
    const look = await readPart(container, 'styles.xml', name)
    const pictures = await readPictures(
      container,
      descendantsOf(text, 'frame').flatMap((frame) =>
        elementsOf(frame, 'object', 'object-ole').length > 0
          ? []
          : elementsOf(frame, 'image').flatMap(({ attributes }) => imagePath(attributes['xlink:href']) ?? []),
      ),
    )
    const reader = new OdtReader(text, {
      sheet: readStyles([look, content]),
      pictures,
      formulas: await readFormulas(container, text, name),
    })
    reader.blocks(text)
    const lang = reader.finishLanguages()
    const parts = reader.writer.builder.finish()
    if (parts.blocks.length === 0) throw new AppError('empty', `"${name}" has no text.`, { name })

    const meta = readMeta(await readPart(container, 'meta.xml', name))
    if (reader.title !== undefined) meta['title'] ??= reader.title
    if (lang !== undefined) meta['languages'] ??= [lang]
    const message = 'Headers and footers of the pages were left in the original.'
    return {
      ...parts,
      meta,
      warnings: [
        ...reader.warnings(),
        ...pictures.warnings(),
        ...(hasPageFrames(look, textOf) ? [{ code: 'headers-left-out', message }] : []),
      ],
      ...(lang === undefined ? {} : { lang }),
      ...(pictures.resources.length > 0 ? { resources: [...pictures.resources] } : {}),
    }
  },
} satisfies Format
