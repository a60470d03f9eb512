/** The rows of the tree of tags, and where a tag goes by keyboard. Pure. */
import type { Tag } from '#shared/contract'
import { withoutDiacritics } from '#shared/domain/language'
import { tagPath, tagTree, withDescendants } from '@/annotations'
import type { TagChoice } from './listing'

export interface TagRow {
  readonly id: TagChoice
  readonly name: string
  /** null for what is no tag: all notes, those without one, those without a place. */
  readonly tag: Tag | null
  /** 1 for roots. */
  readonly level: number
  /** undefined where nothing is below it. */
  readonly isOpen: boolean | undefined
  /** Notes, those of tags below it included. */
  readonly count: number
}

/** Rows of tags in the order of the tree: without what is below a closed one, and with a query only whose path has it. */
export function tagRows(
  tags: readonly Tag[],
  port: {
    query: string
    closed: ReadonlySet<string>
    counts: ReadonlyMap<string, number>
    compare: (a: string, b: string) => number
  },
): TagRow[] {
  const wanted = withoutDiacritics(port.query.toLowerCase()).trim()
  let hiddenBelow = Infinity
  const shown: TagRow[] = []
  for (const { tag, level, hasChildren } of tagTree(tags, port.compare)) {
    if (level > hiddenBelow) continue
    hiddenBelow = Infinity
    if (wanted !== '' && !withoutDiacritics(tagPath(tag, tags).toLowerCase()).includes(wanted)) continue
    const isOpen = hasChildren ? wanted !== '' || !port.closed.has(tag.id) : undefined
    if (isOpen === false) hiddenBelow = level
    shown.push({ id: tag.id, name: tag.name, tag, level, isOpen, count: port.counts.get(tag.id) ?? 0 })
  }
  return shown
}

/** The parent one level deeper: the nearest sibling above. Null where there is none. */
export function deeperParent(tag: Tag, rows: readonly TagRow[]): string | null {
  const at = rows.findIndex(({ id }) => id === tag.id)
  const level = rows[at]?.level ?? 0
  for (const row of rows.slice(0, Math.max(0, at)).reverse()) {
    if (row.level < level || !row.tag) return null
    if (row.level === level) return row.tag.id
  }
  return null
}

/** The parent one level up: that of its parent. Null where it is a root already. */
export function higherParent(tag: Tag, tags: readonly Tag[]): string | null {
  const parent = tags.find(({ id }) => id === tag.parentId)
  return parent ? parent.parentId : null
}

/** Whether a tag can be put below another (`''`: to the roots): not below itself, and not where it is already. */
export function canMove(tag: Tag, parentId: string, tags: readonly Tag[]): boolean {
  return tag.parentId !== parentId && !withDescendants(tag.id, tags).has(parentId)
}
