/** Word documents (Office Open XML, ECMA-376, transitional and strict): their text, not their look. */
import { AppError } from '#shared/contract'
import { openContainer } from '../../container'
import { readPictures } from '../../container-pictures'
import { isEncryptedOffice, zipHolds } from '../../container-sniff'
import type { Format } from '../../format'
import { elementAt, elementsOf, type XmlElement } from '../../xml-tree'
import { readCoreMeta } from './meta'
import { attributeOf, readNumbering, readPart, readRelations, readStyles } from './package'
import { WordReader } from './reader'

/** Notes by kind and id, without the lines that only divide them from the text. */
function notesOf(root: XmlElement | null, kind: string): [string, XmlElement][] {
  return (root ? elementsOf(root, kind) : []).flatMap((note): [string, XmlElement][] => {
    const type = attributeOf(note, 'type')
    if (type !== undefined && type !== 'normal') return []
    return [[`${kind} ${attributeOf(note, 'id') ?? ''}`, note]]
  })
}

export const format = {
  id: 'docx',
  version: 1,
  label: 'Word document (DOCX)',
  extensions: ['docx', 'docm', 'dotx', 'dotm'],
  mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  storedExtension: 'docx',
  maxBytes: 256 * 1024 * 1024,
  sniff: ({ bytes, head, extension }) => {
    if (isEncryptedOffice(bytes)) return 0.9
    return zipHolds(
      bytes,
      head,
      extension,
      ['docx', 'docm', 'dotx', 'dotm'],
      // The main part may have any name there: the relations say which one it is.
      (names) => names.has('[Content_Types].xml') && [...names].some((path) => /(?:^|\/)word\/[^/]+\.xml$/.test(path)),
    )
  },
  async extract(bytes, hints) {
    const name = hints.fileName ?? 'The document'
    if (isEncryptedOffice(bytes)) {
      throw new AppError('password', `"${name}" is protected by a password. Save it without one and add it again.`, {
        name,
      })
    }
    const container = await openContainer(bytes, name)
    const packaged = await readRelations(container, '', name)
    const main = [...packaged.values()].find(({ type }) => type === 'officeDocument')?.target ?? 'word/document.xml'
    const root = await readPart(container, main, name)
    const body = elementAt(root ?? undefined, 'body')
    if (!body)
      throw new AppError('damaged', `"${name}" has no text part: it is no Word document, or a broken one.`, { name })
    const relations = await readRelations(container, main, name)
    const ofType = (wanted: string) =>
      [...relations.values()].filter(({ type, external }) => type === wanted && !external)
    const part = (wanted: string) => readPart(container, ofType(wanted)[0]?.target ?? null, name)
    const pictures = await readPictures(
      container,
      ofType('image').flatMap(({ target }) => target ?? []),
    )
    const reader = new WordReader({
      styles: readStyles(await part('styles')),
      numbering: readNumbering(await part('numbering')),
      relations,
      pictures,
      notes: new Map([...notesOf(await part('footnotes'), 'footnote'), ...notesOf(await part('endnotes'), 'endnote')]),
    })
    reader.blocks(body)
    const lang = reader.finishLanguages()
    const parts = reader.writer.builder.finish()
    if (parts.blocks.length === 0) throw new AppError('empty', `"${name}" has no text.`, { name })

    const core = [...packaged.values()].find(({ type }) => type === 'core-properties')?.target ?? 'docProps/core.xml'
    const meta = readCoreMeta(await readPart(container, core, name))
    if (reader.title !== undefined) meta['title'] ??= reader.title
    if (lang !== undefined) meta['languages'] ??= [lang]
    const framed = ofType('header').length + ofType('footer').length
    const message = 'Headers and footers of the pages were left in the original.'
    return {
      ...parts,
      meta,
      warnings: [
        ...reader.warnings(),
        ...pictures.warnings(),
        ...(framed > 0 ? [{ code: 'headers-left-out', message }] : []),
      ],
      ...(lang === undefined ? {} : { lang }),
      ...(pictures.resources.length > 0 ? { resources: [...pictures.resources] } : {}),
    }
  },
} satisfies Format
