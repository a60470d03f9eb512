/**
 * The notebook of an archive's sources: passages named by their words, not by offsets, so that people can write it.
 * Sealing turns it into records with offsets; what is not found stops the build by name.
 */
import { createHash } from 'node:crypto'
import * as v from 'valibot'
import {
  AppError,
  type Annotation,
  type Cell,
  colourSchema,
  type Comparison,
  COMPARISON_VERSION,
  comparisonKindSchema,
  type DocumentModel,
  editionIdOf,
  exportOptionsSchema,
  NOTEBOOK_VERSION,
  type SealedNotebook,
  type Tag,
} from '#shared/contract'
import { describeTarget } from '#shared/domain/anchoring'
import { nameKeyOf } from '#shared/domain/records'

const passage = {
  exact: v.pipe(v.string(), v.minLength(1)),
  occurrence: v.optional(v.pipe(v.number(), v.minValue(1)), 1),
}

/** Form of `notebook.json` in the sources of an archive. `document` is a file name without its extension. */
export const notebookSourceSchema = v.strictObject({
  tags: v.array(
    v.strictObject({
      id: v.string(),
      parent: v.optional(v.string()),
      name: v.string(),
      colour: v.optional(v.nullable(colourSchema), null),
      note: v.optional(v.string(), ''),
    }),
  ),
  annotations: v.array(
    v.strictObject({
      id: v.string(),
      document: v.string(),
      ...passage,
      colour: v.optional(v.nullable(colourSchema), null),
      note: v.optional(v.string(), ''),
      tags: v.optional(v.array(v.string()), []),
    }),
  ),
  comparisons: v.array(
    v.strictObject({
      id: v.string(),
      title: v.string(),
      author: v.optional(v.string()),
      description: v.optional(v.string()),
      kind: comparisonKindSchema,
      panes: v.array(v.strictObject({ document: v.string(), siglum: v.string() })),
      rows: v.array(
        v.strictObject({
          cells: v.array(v.nullable(v.union([v.strictObject({ article: v.string() }), v.strictObject(passage)]))),
          title: v.optional(v.string()),
          note: v.optional(v.string()),
          tags: v.optional(v.array(v.string()), []),
        }),
      ),
      options: v.optional(exportOptionsSchema),
    }),
  ),
})
export type NotebookSource = v.InferOutput<typeof notebookSourceSchema>

/** A name-based id in the form of a UUID (version 8, RFC 9562: the first 128 bits of a SHA-256). */
export function stableId(...parts: string[]): string {
  const hex = createHash('sha256').update(parts.join('\0')).digest('hex')
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/**
 * Records of the source. `models` by document name; ids depend on `archiveId` and the ids of the source only; all times
 * are `time`. Throws AppError `not-found` that names the note and its words.
 */
export function resolveNotebook(
  source: NotebookSource,
  archiveId: string,
  models: ReadonlyMap<string, DocumentModel>,
  time: string,
): SealedNotebook {
  const lifetime = { created: time, updated: time, rev: 1, deletedAt: null }
  const fail = (sentence: string, details: Record<string, string>) => new AppError('not-found', sentence, details)
  const tagIds = new Map(source.tags.map((tag) => [tag.id, stableId(archiveId, 'tag', tag.id)]))
  const tagId = (id: string, where: string): string => {
    const found = tagIds.get(id)
    if (found === undefined)
      throw fail(`notebook.json: ${where} names the tag "${id}", which is not there.`, { tag: id })
    return found
  }
  const modelOf = (document: string, where: string): DocumentModel => {
    const model = models.get(document)
    if (!model)
      throw fail(`notebook.json: ${where} names the document "${document}", which is not there.`, { document })
    return model
  }
  const find = (model: DocumentModel, exact: string, occurrence: number, where: string): [number, number] => {
    const wanted = exact.normalize('NFC')
    let at = -1
    for (let count = 0; count < occurrence; count += 1) {
      at = model.text.indexOf(wanted, at + 1)
      if (at < 0) throw fail(`notebook.json: ${where} quotes words that are not in the text: "${exact}".`, { exact })
    }
    return [at, at + wanted.length]
  }

  const tags = source.tags.map((tag): Tag => ({
    id: tagId(tag.id, ''),
    parentId: tag.parent === undefined ? '' : tagId(tag.parent, `the tag "${tag.id}"`),
    name: tag.name,
    nameKey: nameKeyOf(tag.name),
    colour: tag.colour,
    note: tag.note,
    ...lifetime,
  }))

  const annotations = source.annotations.map((one): Annotation => {
    const where = `the note "${one.id}"`
    const model = modelOf(one.document, where)
    const [start, end] = find(model, one.exact, one.occurrence, where)
    const described = {
      docId: model.id,
      editionId: editionIdOf(model.id, 1),
      text: model.text,
      blocks: model.blocks,
      anchors: model.anchors,
    }
    return {
      id: stableId(archiveId, 'annotation', one.id),
      targets: [describeTarget(described, start, end)],
      kind: one.note === '' ? 'highlight' : 'note',
      colour: one.colour,
      tagIds: one.tags.map((tag) => tagId(tag, where)),
      note: one.note,
      ...lifetime,
    }
  })

  const comparisons = source.comparisons.map((one): Comparison => {
    const where = `the comparison "${one.id}"`
    const panes = one.panes.map((pane) => modelOf(pane.document, where))
    const rows = one.rows.map((row, index) => {
      const place = `${where}, row ${index + 1}`
      if (row.cells.length !== panes.length) {
        throw fail(`notebook.json: ${place} has ${row.cells.length} cells for ${panes.length} panes.`, {
          comparison: one.id,
        })
      }
      const cells = row.cells.map((cell, column): Cell => {
        const model = panes[column]
        if (cell === null || !model) return null
        if ('exact' in cell) return find(model, cell.exact, cell.occurrence, place)
        const range = articleRange(model, cell.article)
        if (!range)
          throw fail(
            `notebook.json: ${place} names article ${cell.article}, which "${one.panes[column]?.document ?? ''}" has not.`,
            { article: cell.article },
          )
        return range
      })
      return {
        id: stableId(archiveId, 'row', one.id, String(index)),
        cells,
        ...(row.title === undefined ? {} : { title: row.title }),
        ...(row.note === undefined ? {} : { note: row.note }),
        tagIds: row.tags.map((tag) => tagId(tag, place)),
      }
    })
    return {
      v: COMPARISON_VERSION,
      id: stableId(archiveId, 'comparison', one.id),
      title: one.title,
      ...(one.author === undefined ? {} : { author: one.author }),
      ...(one.description === undefined ? {} : { description: one.description }),
      kind: one.kind,
      panes: one.panes.map((pane, index) => ({
        documentId: panes[index]?.id ?? '',
        edition: 1,
        editionSha256: panes[index]?.textSha256 ?? '',
        siglum: pane.siglum,
        linked: true,
      })),
      rows,
      ...(one.options ? { options: one.options } : {}),
      ...lifetime,
    }
  })
  return { schema: 'avots-notebook', v: NOTEBOOK_VERSION, annotations, tags, links: [], comparisons }
}

/** From the heading of an article to the last block in front of the next heading of its rank; null without it. */
export function articleRange(model: DocumentModel, article: string): [number, number] | null {
  const first = model.blocks.findIndex((block) => block.kind === 'heading' && block.attrs?.['article'] === article)
  const heading = model.blocks[first]
  if (!heading) return null
  let end = heading.end
  for (const block of model.blocks.slice(first + 1)) {
    if (block.kind === 'heading' && (block.level ?? 1) <= (heading.level ?? 1)) break
    end = Math.max(end, block.end)
  }
  return [heading.start, end]
}
