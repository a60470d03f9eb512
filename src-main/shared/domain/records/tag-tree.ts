/** Parents before children; a tag whose parent is missing counts as a root. */
export function fromTheRoot<T extends { id: string; parentId: string }>(tags: readonly T[]): T[] {
  const byId = new Map(tags.map((tag) => [tag.id, tag]))
  const done = new Set<string>()
  const ordered: T[] = []
  const visit = (tag: T) => {
    if (done.has(tag.id)) return
    done.add(tag.id)
    const parent = byId.get(tag.parentId)
    if (parent) visit(parent)
    ordered.push(tag)
  }
  tags.forEach(visit)
  return ordered
}
