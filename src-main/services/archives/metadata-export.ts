/** Metadata of documents as files for other programs. */
import { AppError, type DocumentSummary, type MetadataFormat, type Services } from '#shared/contract'
import { writeRecords } from '../documents'
import { fileNameOf } from '../file-names'
import { cslOf, dublinCore, dublinCoreList, stableJson } from './crate'

const files: Readonly<Record<MetadataFormat, { extension: string; mediaType: string }>> = {
  dc: { extension: 'dc.xml', mediaType: 'application/xml' },
  'csl-json': { extension: 'csl.json', mediaType: 'application/vnd.citationstyles.csl+json' },
  bibtex: { extension: 'bib', mediaType: 'application/x-bibtex' },
  ris: { extension: 'ris', mediaType: 'application/x-research-info-systems' },
}

type Documents = readonly [DocumentSummary, ...DocumentSummary[]]

/** The text of a file; documents in their order. */
async function textOf(documents: Documents, format: MetadataFormat): Promise<string> {
  if (format === 'dc') {
    const [first, ...others] = documents
    return others.length === 0 ? dublinCore(first, 'byRole') : dublinCoreList(documents)
  }
  const records = documents.map(({ id, metadata }) => cslOf(id, metadata, 'byRole'))
  return format === 'csl-json' ? stableJson(records) : writeRecords(format, records)
}

interface Dependencies {
  documents(): readonly DocumentSummary[]
  /** Keeps the file for saving; resolves with its SHA-256. */
  keep(bytes: Uint8Array, file: { extension: string; mediaType: string; name: string }): Promise<string>
}

/** `documents.exportMetadata` of the contract. Throws AppError `unknown-document`, `disk-full`, `not-writable`. */
export function createMetadataExport({ documents, keep }: Dependencies): Services['documents']['exportMetadata'] {
  return async ({ documentIds, format }) => {
    const known = new Map(documents().map((document) => [document.id, document]))
    const found = documentIds.map((documentId) => {
      const document = known.get(documentId)
      if (document) return document
      throw new AppError('unknown-document', `There is no document "${documentId}" in the library.`, { documentId })
    })
    const [first, ...others] = found
    if (!first) throw new AppError('bad-request', 'No document was named whose metadata could be written.')
    const chosen: Documents = [first, ...others]
    const { extension, mediaType } = files[format]
    const bytes = Buffer.from(await textOf(chosen, format), 'utf8')
    const title = chosen.length === 1 ? chosen[0].metadata.title.text : 'metadata'
    const name = `${fileNameOf(title, 'metadata')}.${extension}`
    const sha256 = await keep(bytes, { extension, mediaType, name })
    return { sha256, mediaType, name, bytes: bytes.length }
  }
}
