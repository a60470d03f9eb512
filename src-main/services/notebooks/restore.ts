/** Going back to a snapshot: what that would do, and doing it. */
import { type Annotation, AppError, type NotebookTable, type RestorePreview, type SnapshotInfo } from '#shared/contract'
import { type Change, livingCountsOf, restoreChanges, type Tables } from '#shared/domain/records'
import { hasCode, type NotebookFiles } from './files'
import type { Paths } from './folder'
import { readSnapshot } from './snapshots'

/** Notes that a preview lists. */
const listed = 300

interface Kept {
  info: SnapshotInfo
  tables: Tables
}

/** Throws AppError `not-found` where there is none of this name any more, `damaged` where it does not verify. */
async function read(files: NotebookFiles, paths: Paths, id: string): Promise<Kept> {
  const gone = (cause?: unknown) =>
    new AppError('not-found', 'This snapshot is not there any more. Choose another one.', { id }, { cause })
  if (!/^[\dTZ-]+\.ndjson$/.test(id)) throw gone()
  const loaded = await readSnapshot(files, paths, id).catch((error: unknown) => {
    throw hasCode(error, 'ENOENT') ? gone(error) : error
  })
  if (loaded) return { info: loaded.info, tables: loaded.state.tables }
  throw new AppError('damaged', 'This snapshot is damaged: its checksum is wrong. Choose another one.', { id })
}

const whatOf = (change: Pick<Change, 'before' | 'after'>): 'back' | 'changed' | 'away' => {
  const isLive = (record: Change['after']) => record !== null && !('deletedAt' in record && record.deletedAt !== null)
  if (!isLive(change.after)) return 'away'
  return isLive(change.before) ? 'changed' : 'back'
}

function counted(changes: readonly Change[], table: NotebookTable) {
  const counts = { back: 0, changed: 0, away: 0 }
  // A tag that leaves for a moment, to come back under another name, has changed.
  const last = new Map<string, { first: Change; last: Change }>()
  for (const change of changes) {
    if (change.table !== table) continue
    const id = change.after?.id ?? change.before?.id ?? ''
    last.set(id, { first: last.get(id)?.first ?? change, last: change })
  }
  for (const { first, last: end } of last.values()) counts[whatOf({ before: first.before, after: end.after })] += 1
  return counts
}

function quoteOf({ targets }: Annotation): { docId: string; quote: string } {
  const [target] = targets
  return { docId: target?.docId ?? '', quote: target?.kind === 'text' ? target.exact : '' }
}

/** Throws AppError as `read`. */
export async function previewRestore(
  files: NotebookFiles,
  paths: Paths,
  id: string,
  now: { tables: Tables; at: Date },
): Promise<RestorePreview> {
  const { info, tables } = await read(files, paths, id)
  const changes = restoreChanges(now.tables, tables, now.at.toISOString())
  const notes = changes.flatMap((change): RestorePreview['notes'] => {
    if (change.table !== 'annotations') return []
    const { before, after } = change
    const shown = after ?? before
    if (!shown) return []
    const then = tables.annotations.get(shown.id)
    return [{ id: shown.id, what: whatOf(change), ...quoteOf(shown), now: before?.note ?? '', then: then?.note ?? '' }]
  })
  return {
    snapshot: info,
    now: livingCountsOf(now.tables),
    annotations: counted(changes, 'annotations'),
    tags: counted(changes, 'tags'),
    links: counted(changes, 'links'),
    comparisons: counted(changes, 'comparisons'),
    notes: notes.slice(0, listed),
  }
}

/** The changes that bring the notebook back to a snapshot. Throws AppError as `read`. */
export async function changesBackTo(
  files: NotebookFiles,
  paths: Paths,
  id: string,
  now: { tables: Tables; at: Date },
): Promise<Change[]> {
  const { tables } = await read(files, paths, id)
  return restoreChanges(now.tables, tables, now.at.toISOString())
}
