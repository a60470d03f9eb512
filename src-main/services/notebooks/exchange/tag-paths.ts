/** Tags as words: `Level/Below`, with a backslash before letters that would divide. */
import type { Tag } from '#shared/contract'
import type { ForeignTag } from './format'

const escaped = (name: string) => name.replace(/[\\/;]/g, '\\$&')

/** Names from the root down, e.g. `Bases/Garrisons`. */
export function tagPath(tag: Tag, tags: readonly Tag[]): string {
  const byId = new Map(tags.map((one) => [one.id, one]))
  const names: string[] = []
  for (let at: Tag | undefined = tag; at && names.length < 100; at = byId.get(at.parentId)) names.unshift(at.name)
  return names.map(escaped).join('/')
}

export function tagPaths(of: readonly Tag[], tags: readonly Tag[]): string {
  return of.map((tag) => tagPath(tag, tags)).join('; ')
}

/** The parts of a text between letters that no backslash stands before; backslashes are taken away. */
function divide(text: string, divider: '/' | ';'): string[] {
  const parts: string[] = ['']
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charAt(at)
    const last = parts.length - 1
    if (letter === '\\' && at + 1 < text.length) {
      at += 1
      // Kept for the next division.
      parts[last] += divider === ';' ? letter + text.charAt(at) : text.charAt(at)
    } else if (letter === divider) parts.push('')
    else parts[last] += letter
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '')
}

/** A tag of a file for each step of a path, added to `into` once; the key of the last one, or null for no name at all. */
export function addPath(names: readonly string[], into: Map<string, ForeignTag>): string | null {
  let parent = ''
  for (const name of names) {
    const key: string = parent === '' ? escaped(name) : `${parent}/${escaped(name)}`
    if (!into.has(key)) into.set(key, { key, parent, name })
    parent = key
  }
  return parent === '' ? null : parent
}

/** Keys of the tags that a cell like `Bases/Garrisons; Numbers` names; new ones are added to `into`. */
export function readTagPaths(cell: string, into: Map<string, ForeignTag>): string[] {
  return divide(cell, ';').flatMap((path) => addPath(divide(path, '/'), into) ?? [])
}
