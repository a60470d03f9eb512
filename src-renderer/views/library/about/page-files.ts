/** Files of the pages of a document. Pure. */
import type { DocumentModel } from '#shared/contract'

export interface PageFile {
  readonly page: number
  readonly label: string
  /** Where it was, as seen from the file of the document. */
  readonly name: string
}

/** Images that came in files of their own; a picture that is the document itself is none of them. */
export function pageFiles({ pages, resources, originalSha256 }: DocumentModel): PageFile[] {
  const names = new Map(resources.map(({ sha256, from }) => [sha256, from]))
  return pages.flatMap(({ n, label, image }) => {
    const name = image === undefined || image === originalSha256 ? undefined : names.get(image)
    return name === undefined ? [] : [{ page: n, label, name }]
  })
}

/** How many files the texts of pages came in. */
export const pageTexts = ({ resources }: DocumentModel) => resources.filter(({ role }) => role === 'page-text').length
