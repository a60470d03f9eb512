/** The notebook as the exchange sees it, with or without what came with an archive. */
import type { SealedNotebook } from '#shared/contract'
import type { Notebook } from '..'
import { sealedChanges } from '../sealed'
import type { NotebookView } from './collect'

export const viewOf = (notebook: Notebook): NotebookView => ({
  annotations: notebook.records('annotations'),
  anchors: notebook.records('anchors'),
  tags: notebook.records('tags'),
  links: notebook.records('links'),
})

/**
 * The notebook together with the notes that came with an archive, as it would be once the archive was opened. Nothing is
 * written. Where they were copied before, the notebook has them, changed and deleted as the reader left them.
 */
export function viewWithSealed(notebook: Notebook, archiveId: string, sealed: SealedNotebook | null): NotebookView {
  const view = viewOf(notebook)
  if (!sealed || notebook.hasCopied(archiveId)) return view
  const tables = {
    annotations: new Map(view.annotations),
    anchors: new Map(view.anchors),
    tags: new Map(view.tags),
    links: new Map(view.links),
    comparisons: new Map(notebook.records('comparisons')),
  }
  for (const change of sealedChanges(sealed, tables)) {
    if (change.after === null) continue
    if (change.table === 'annotations') tables.annotations.set(change.after.id, change.after)
    else if (change.table === 'tags') tables.tags.set(change.after.id, change.after)
    else if (change.table === 'links') tables.links.set(change.after.id, change.after)
  }
  return tables
}
