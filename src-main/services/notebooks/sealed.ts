/** Notes that come with an archive, as operations. */
import type { SealedNotebook } from '#shared/contract'
import { archiveActor, type Change, fromTheRoot, nameKeyOf, type Tables } from '#shared/domain/records'

/** Group and actor of the operations: both say from which archive they are. */
export const archiveGroup = archiveActor

/**
 * What is to be created of a sealed notebook: everything whose id the notebook does not have. A tag of the archive that
 * the reader already has by name (same parent) is the reader's own; annotations and comparisons then carry that one.
 */
export function sealedChanges(sealed: SealedNotebook, tables: Tables): Change[] {
  const changes: Change[] = []
  const ownTag = new Map<string, string>()
  const live = [...tables.tags.values()].filter((tag) => tag.deletedAt === null)
  for (const tag of fromTheRoot(sealed.tags)) {
    const parentId = ownTag.get(tag.parentId) ?? tag.parentId
    const nameKey = nameKeyOf(tag.name)
    const same = live.find((other) => other.parentId === parentId && other.nameKey === nameKey)
    if (same) ownTag.set(tag.id, same.id)
    else if (!tables.tags.has(tag.id)) {
      const { digit, ...rest } = tag
      // The reader's own keys stay as they are.
      const isFree = digit !== undefined && !live.some((other) => other.digit === digit)
      const after = { ...rest, parentId, nameKey, ...(isFree ? { digit } : {}) }
      live.push(after)
      changes.push({ table: 'tags', before: null, after })
    }
  }
  const own = (ids: readonly string[]) => [...new Set(ids.map((id) => ownTag.get(id) ?? id))]
  for (const annotation of sealed.annotations) {
    if (tables.annotations.has(annotation.id)) continue
    const after = { ...annotation, tagIds: own(annotation.tagIds) }
    changes.push({ table: 'annotations', before: null, after })
  }
  for (const link of sealed.links) {
    if (!tables.links.has(link.id)) changes.push({ table: 'links', before: null, after: link })
  }
  for (const comparison of sealed.comparisons) {
    if (tables.comparisons.has(comparison.id)) continue
    const rows = comparison.rows?.map((row) => (row.tagIds ? { ...row, tagIds: own(row.tagIds) } : row))
    const after = rows ? { ...comparison, rows } : comparison
    changes.push({ table: 'comparisons', before: null, after })
  }
  return changes
}
