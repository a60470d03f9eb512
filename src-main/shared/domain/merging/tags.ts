/** What two notebooks' tags must agree on: one name among siblings, no circles, one tag for each key. */
import type { Tag } from '../../contract'

/** `tags`: all records of both sides by id; changed in place. Answers which tag stands for one that gave way. */
export function reconcileTags(tags: Map<string, Tag>): Map<string, string> {
  breakCircles(tags)
  const standsFor = uniteSiblings(tags)
  giveKeysOnce(tags)
  return standsFor
}

const isLive = (tag: Tag | undefined): tag is Tag => tag?.deletedAt === null
const latest = (a: Tag, b: Tag) => (a.updated > b.updated ? a.updated : b.updated)
/** The older one first. */
const byAge = (a: Tag, b: Tag) => (a.created < b.created || (a.created === b.created && a.id < b.id) ? -1 : 1)

/** Two may have been moved below each other: the first of them by id goes to the root. */
function breakCircles(tags: Map<string, Tag>): void {
  for (const id of [...tags.keys()].sort()) {
    const seen = new Set<string>()
    let at: string | undefined = id
    while (at !== undefined && tags.has(at) && !seen.has(at)) {
      seen.add(at)
      at = tags.get(at)?.parentId
    }
    const tag = tags.get(id)
    if (tag && at === id) tags.set(id, { ...tag, parentId: '' })
  }
}

/** From the root down, for children move when their parents become one. */
function uniteSiblings(tags: Map<string, Tag>): Map<string, string> {
  const standsFor = new Map<string, string>()
  const childrenOf = new Map<string, string[]>()
  for (const tag of tags.values()) {
    if (!isLive(tag)) continue
    const parent = isLive(tags.get(tag.parentId)) ? tag.parentId : `gone ${tag.parentId}`
    const children = childrenOf.get(parent)
    if (children) children.push(tag.id)
    else childrenOf.set(parent, [tag.id])
  }
  const isRoot = (parent: string) => parent.startsWith('gone ')
  const waiting = [...childrenOf.keys()].filter(isRoot).sort()
  for (const parent of waiting) {
    const byName = new Map<string, Tag>()
    const children = (childrenOf.get(parent) ?? []).flatMap((id) => tags.get(id) ?? []).sort(byAge)
    for (const tag of children) {
      const elder = byName.get(tag.nameKey)
      if (!elder) {
        byName.set(tag.nameKey, tag)
        continue
      }
      standsFor.set(tag.id, elder.id)
      tags.set(tag.id, { ...tag, deletedAt: latest(tag, elder) })
      const moved = childrenOf.get(tag.id) ?? []
      for (const id of moved) {
        const child = tags.get(id)
        if (child) tags.set(id, { ...child, parentId: elder.id })
      }
      const others = childrenOf.get(elder.id)
      if (others) for (const id of moved) others.push(id)
      else childrenOf.set(elder.id, moved)
      childrenOf.delete(tag.id)
      // What it says of itself is not lost.
      const now = tags.get(elder.id) ?? elder
      tags.set(elder.id, { ...now, note: joinWords(now.note, tag.note), digit: now.digit ?? tag.digit })
      if (tags.get(elder.id)?.digit === undefined) dropDigit(tags, elder.id)
    }
    for (const { id } of byName.values()) waiting.push(id)
  }
  return standsFor
}

/** Both, unless one says the other already. */
export function joinWords(words: string, others: string): string {
  if (others === '' || words.includes(others)) return words
  return words === '' ? others : `${words}\n\n${others}`
}

function dropDigit(tags: Map<string, Tag>, id: string): void {
  const tag = tags.get(id)
  if (!tag) return
  const { digit: _, ...rest } = tag
  tags.set(id, rest)
}

/** The one changed last keeps it, as everywhere. */
function giveKeysOnce(tags: Map<string, Tag>): void {
  const owners = new Map<number, Tag>()
  for (const tag of tags.values()) {
    if (!isLive(tag) || tag.digit === undefined) continue
    const other = owners.get(tag.digit)
    const isLater = !other || tag.updated > other.updated || (tag.updated === other.updated && tag.id > other.id)
    if (isLater) owners.set(tag.digit, tag)
    if (other) dropDigit(tags, isLater ? other.id : tag.id)
  }
}
