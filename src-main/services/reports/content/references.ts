/** The bibliography: the documents of the panes themselves, and the citation records that they rest on. */
import type { Citation, Registers } from '#shared/contract'
import { parseEdtf } from '#shared/domain/dates'
import type { Source } from './check'

type DateParts = { 'date-parts': number[][] }

function dateParts(edtf: string | undefined): DateParts | null {
  const parsed = edtf === undefined ? null : parseEdtf(edtf)
  if (!parsed) return null
  const date = parsed.kind === 'date' ? parsed.date : typeof parsed.start === 'string' ? null : parsed.start
  if (!date || !/^-?\d{4}$/.test(date.yearDigits)) return null
  const parts = [Number(date.yearDigits)]
  if (date.month !== undefined && date.month <= 12) {
    parts.push(date.month)
    if (date.day !== undefined) parts.push(date.day)
  }
  return { 'date-parts': [parts] }
}

/** A document of the archive as a citation record. */
function documentCitation({ summary }: Source): Citation {
  const { title, creators, date, languages, repository, callNumber, sourceUrl, genre } = summary.metadata
  const issued = dateParts(date?.edtf)
  return {
    id: `document-${summary.id}`,
    type: 'document',
    title: title.text,
    author: creators.map(({ name }) => ({ literal: name })),
    ...(languages[0] === undefined ? {} : { language: languages[0] }),
    ...(issued ? { issued } : {}),
    ...(genre === undefined ? {} : { genre }),
    ...(repository === undefined ? {} : { archive: repository }),
    ...(callNumber === undefined ? {} : { archive_location: callNumber }),
    ...(sourceUrl === undefined ? {} : { URL: sourceUrl }),
  }
}

/** Each once, documents first. A record that a document names but its archive lacks is reported by its id. */
export async function collectReferences(
  sources: readonly Source[],
  registersOf: (archiveId: string) => Registers | Promise<Registers>,
): Promise<{ references: Citation[]; missing: string[] }> {
  const references = new Map<string, Citation>()
  const missing: string[] = []
  for (const source of sources) {
    const citation = documentCitation(source)
    references.set(citation.id, citation)
  }
  for (const { summary } of sources) {
    const wanted = summary.metadata.sources ?? []
    if (wanted.length === 0) continue
    const { citations } = await registersOf(summary.archiveId)
    for (const id of wanted) {
      const citation = citations.find((one) => one.id === id)
      const key = `${summary.archiveId}/${id}`
      if (citation) references.set(key, citation)
      else if (!missing.includes(id)) missing.push(id)
    }
  }
  return { references: [...references.values()], missing }
}
