/** Tags of a file as tags of the notebook: by id, else by name and place in the tree, else new. */
import type { Tag } from '#shared/contract'
import { type Change, nameKeyOf, tidyName } from '#shared/domain/records'
import type { ForeignTag } from './format'
import { idOf } from './identity'

/** Deeper than this no tree of tags goes on; a ring of parents ends here. */
const DEEPEST = 50

/** Ids by the file's keys, and the tags that are to be made. What a tag here already says is not changed. */
export function receiveTags(
  foreign: readonly ForeignTag[],
  known: ReadonlyMap<string, Tag>,
  time: string,
): { ids: Map<string, string>; changes: Change[] } {
  const ids = new Map<string, string>()
  const changes: Change[] = []
  const byKey = new Map(foreign.map((tag) => [tag.key, tag]))
  const live = new Map<string, Tag>()
  const slot = (parentId: string, nameKey: string) => `${parentId}\n${nameKey}`
  for (const tag of known.values()) if (tag.deletedAt === null) live.set(slot(tag.parentId, tag.nameKey), tag)

  const visit = (tag: ForeignTag, depth: number): string => {
    const done = ids.get(tag.key)
    if (done !== undefined) return done
    const above = tag.parent === '' || depth > DEEPEST ? undefined : byKey.get(tag.parent)
    const parentId = above ? visit(above, depth + 1) : ''
    const again = ids.get(tag.key)
    if (again !== undefined) return again
    const name = tidyName(tag.name) || '?'
    const nameKey = nameKeyOf(name)
    const id = idOf('tag', tag.key)
    const here = known.get(id)
    const same = here?.deletedAt === null ? here : live.get(slot(parentId, nameKey))
    if (same) {
      ids.set(tag.key, same.id)
      return same.id
    }
    const after: Tag = {
      id,
      parentId,
      name,
      nameKey,
      colour: tag.colour ?? null,
      note: tag.note ?? '',
      created: here?.created ?? time,
      updated: time,
      rev: (here?.rev ?? 0) + 1,
      deletedAt: null,
    }
    live.set(slot(parentId, nameKey), after)
    ids.set(tag.key, id)
    changes.push({ table: 'tags', before: here ?? null, after })
    return id
  }
  for (const tag of foreign) visit(tag, 0)
  return { ids, changes }
}
