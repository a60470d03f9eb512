/** The three pacts of the starter archive side by side, with the rows and notes of its sample notebook. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Alignment, Citation, ComparisonInput } from '#shared/contract'
import { compareEditions } from '#shared/domain/alignment'
import { articleOf, createReader, type OpenedDocument, rangeOf, starterPact } from './report-sources'

const starter = join(import.meta.dirname, '../../resources/starter')
const readJson = (path: string): unknown => JSON.parse(readFileSync(join(starter, path), 'utf8'))

interface Sample {
  tags: { id: string; name: string }[]
  annotations: { document: string; exact: string; colour: 'A' | 'B' | 'C' | 'D' | 'E'; note?: string; tags: string[] }[]
  comparisons: {
    title: string
    description: string
    panes: { document: string; siglum: string }[]
    rows: { cells: ({ article?: string; exact?: string } | null)[]; note: string; tags: string[] }[]
  }[]
}

export interface Pacts {
  documents: OpenedDocument[]
  comparison: ComparisonInput
  citations: Citation[]
  readEdition: ReturnType<typeof createReader>
  align(input: { kind: ComparisonInput['kind'] }): Promise<Alignment>
}

export function threePacts(options: ComparisonInput['options'] = {}): Pacts {
  const sample = readJson('notebook.json') as Sample
  const [given] = sample.comparisons
  if (!given) throw new Error('the sample notebook has no comparison')
  const documents = given.panes.map(({ document }) => starterPact(document))
  const nameOf = (id: string) => sample.tags.find((tag) => tag.id === id)?.name ?? id
  const comparison: ComparisonInput = {
    title: given.title,
    author: 'Anna Paraudziņa',
    description: given.description,
    kind: 'versions',
    panes: given.panes.map(({ document, siglum }) => ({ documentId: document, siglum })),
    rows: given.rows.map(({ cells, note, tags }) => ({
      note,
      tags: tags.map(nameOf),
      cells: cells.map((cell, pane) => {
        const document = documents[pane]
        if (!cell || !document) return null
        return cell.article === undefined ? rangeOf(document, cell.exact ?? '') : articleOf(document, cell.article)
      }),
    })),
    annotations: sample.annotations.flatMap(({ document, exact, colour, note = '', tags }) => {
      const found = documents.find(({ summary }) => summary.id === document)
      if (!found) return []
      const [start, end] = rangeOf(found, exact)
      return [{ documentId: document, start, end, colour, note, tags: tags.map(nameOf) }]
    }),
    options: { language: 'lv', date: '2026-11-23', tagIndex: true, ...options },
  }
  return {
    documents,
    comparison,
    citations: readJson('documents/bibliography.csl.json') as Citation[],
    readEdition: createReader(documents),
    align: ({ kind }) =>
      Promise.resolve(
        compareEditions({
          kind,
          panes: documents.map(({ model, summary }) => ({ model, lang: summary.metadata.languages[0] ?? '' })),
        }),
      ),
  }
}
