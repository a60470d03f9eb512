/** The tree of tags, flattened for lists. Pure. */
import type { Tag } from '#shared/contract'
import { nameKeyOf } from '#shared/domain/records'

export interface TagNode {
  readonly tag: Tag
  /** 1 for roots. */
  readonly level: number
  readonly hasChildren: boolean
}

/** Tags in the order of a tree, siblings by name. A tag whose parent is gone is shown as a root; loops are cut. */
export function tagTree(tags: readonly Tag[], compare: (a: string, b: string) => number): TagNode[] {
  const known = new Set(tags.map((tag) => tag.id))
  const children = new Map<string, Tag[]>()
  for (const tag of tags) {
    const parent = known.has(tag.parentId) ? tag.parentId : ''
    children.set(parent, [...(children.get(parent) ?? []), tag])
  }
  for (const list of children.values()) list.sort((a, b) => compare(a.name, b.name))
  const nodes: TagNode[] = []
  const seen = new Set<string>()
  const visit = (parent: string, level: number) => {
    for (const tag of children.get(parent) ?? []) {
      if (seen.has(tag.id)) continue
      seen.add(tag.id)
      nodes.push({ tag, level, hasChildren: children.has(tag.id) })
      visit(tag.id, level + 1)
    }
  }
  visit('', 1)
  for (const tag of tags) {
    if (seen.has(tag.id)) continue
    seen.add(tag.id)
    nodes.push({ tag, level: 1, hasChildren: false })
  }
  return nodes
}

/** Name with those of its parents, outermost first: `Bases / Ports`. */
export function tagPath(tag: Tag, tags: readonly Tag[]): string {
  const names = [tag.name]
  const seen = new Set([tag.id])
  let parent = tags.find((other) => other.id === tag.parentId)
  while (parent && !seen.has(parent.id)) {
    names.unshift(parent.name)
    seen.add(parent.id)
    const next: string = parent.parentId
    parent = tags.find((other) => other.id === next)
  }
  return names.join(' / ')
}

/** A tag and all tags below it. */
export function withDescendants(id: string, tags: readonly Tag[]): Set<string> {
  const ids = new Set([id])
  for (let grown = true; grown;) {
    grown = false
    for (const tag of tags) {
      if (!ids.has(tag.id) && ids.has(tag.parentId)) {
        ids.add(tag.id)
        grown = true
      }
    }
  }
  return ids
}

/** Why a tag cannot have this name in this place: it has none, or a sibling is named so. Null: it can. */
export function nameProblem(
  tags: readonly Tag[],
  { id, name, parentId }: { id: string | null; name: string; parentId: string },
): 'empty' | 'taken' | null {
  const key = nameKeyOf(name)
  if (key === '') return 'empty'
  const isTaken = tags.some((tag) => tag.id !== id && tag.parentId === parentId && tag.nameKey === key)
  return isTaken ? 'taken' : null
}

/** The tag that has this digit as its key. Where notes of two computers were put together, the one changed last. */
export function tagOfDigit(tags: readonly Tag[], digit: number): Tag | null {
  const [newest] = tags.filter((tag) => tag.digit === digit).sort((a, b) => (a.updated < b.updated ? 1 : -1))
  return newest ?? null
}
