/** What a comparison must be before anything is done with it. Every refusal names what it refuses. */
import * as v from 'valibot'
import {
  AppError,
  type Cell,
  type ComparisonInput,
  comparisonInputSchema,
  type DocumentModel,
  type DocumentSummary,
  type Edition,
  exportOptionsSchema,
  isAppError,
} from '#shared/contract'

/** A pane with everything that stands behind it. */
export interface Source {
  siglum: string
  summary: DocumentSummary
  edition: Edition
  model: DocumentModel
  /** The comparison was made on another text. */
  changed: boolean
}

export type ReadEdition = (
  documentId: string,
  edition?: number,
) => Promise<{ summary: DocumentSummary; edition: Edition; model: DocumentModel }>

const quoted = (values: readonly string[]) => values.map((value) => `"${value}"`).join(', ')

/** The shape. Throws AppError `unknown-option` for options, `bad-request` for the rest. */
export function checkShape(input: unknown): ComparisonInput {
  const parsed = v.safeParse(comparisonInputSchema, input)
  if (parsed.success) return parsed.output
  const issue = parsed.issues[0]
  const path = v.getDotPath(issue) ?? ''
  const [head, option = ''] = path.split('.')
  if (head === 'options' && option) {
    const known = Object.keys(exportOptionsSchema.entries)
    const message = known.includes(option)
      ? `The option "${option}" of the export has a value that is not known: ${issue.received}. Expected: ${issue.expected ?? issue.message}.`
      : `The export knows no option "${option}". Known: ${quoted(known)}.`
    throw new AppError('unknown-option', message, { option })
  }
  throw new AppError('bad-request', `The comparison cannot be read: "${path}" has a wrong value (${issue.message}).`, {
    path,
  })
}

/** Opens the editions of the panes. Throws AppError `unknown-document` with the name of the first that is not there. */
export async function openSources(comparison: ComparisonInput, read: ReadEdition): Promise<Source[]> {
  const sources: Source[] = []
  for (const { documentId, edition, siglum, editionSha256 } of comparison.panes) {
    try {
      const opened = await read(documentId, edition)
      const changed = editionSha256 !== undefined && editionSha256 !== opened.edition.sha256
      sources.push({ siglum, ...opened, changed })
    } catch (error) {
      if (!isAppError(error) || (error.code !== 'not-found' && error.code !== 'unknown-document')) throw error
      const which = edition === undefined ? '' : `edition ${edition} of `
      throw new AppError(
        'unknown-document',
        `"${comparison.title}" cannot be exported: its pane ${siglum} shows ${which}the document "${documentId}", which no archive of the library has. Open that archive, or take the pane out.`,
        { document: documentId, siglum, ...(edition === undefined ? {} : { edition }) },
        { cause: error },
      )
    }
  }
  return sources
}

/** Rows, pins and given annotations lie in the texts. Throws AppError `range-invalid` or `unknown-document`. */
export function checkRanges(comparison: ComparisonInput, sources: readonly Source[]): void {
  const check = (what: string, cells: readonly Cell[]) => {
    if (cells.length !== sources.length) {
      throw new AppError(
        'range-invalid',
        `${what} of "${comparison.title}" has ${cells.length} cells, but the comparison has ${sources.length} panes. Give one cell for each pane, null where a text is silent.`,
        { what, cells: cells.length, panes: sources.length },
      )
    }
    cells.forEach((cell, pane) => {
      const source = sources[pane]
      if (cell && source) checkRange(what, cell[0], cell[1], source)
    })
  }
  comparison.rows?.forEach((row, n) => check(`Row ${n + 1}`, row.cells))
  comparison.pins?.forEach((pin, n) => check(`Pin ${n + 1}`, pin.cells))
  comparison.annotations?.forEach((annotation, n) => {
    const what = `Annotation ${n + 1}`
    const shown = sources.filter(({ summary }) => summary.id === annotation.documentId)
    if (shown.length === 0) {
      throw new AppError(
        'unknown-document',
        `${what} of "${comparison.title}" is about the document "${annotation.documentId}", which no pane shows.`,
        { what, document: annotation.documentId },
      )
    }
    for (const source of shown) {
      const number = annotation.edition ?? source.summary.current
      if (number === source.edition.number) checkRange(what, annotation.start, annotation.end, source)
    }
  })
}

function checkRange(what: string, start: number, end: number, { siglum, summary, edition }: Source): void {
  if (start <= end && end <= edition.length) return
  throw new AppError(
    'range-invalid',
    `${what} names the range ${start} to ${end} in "${summary.metadata.title.text}" (${siglum}), whose text has ${edition.length} characters.`,
    { what, start, end, length: edition.length, document: summary.id },
  )
}
