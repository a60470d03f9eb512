/** From files of messages to one map of keys. */
import type { Message, Messages } from './index'

/** Categories of Intl.PluralRules, and `none` for a sentence of its own where the count is 0. */
const categories = new Set(['zero', 'one', 'two', 'few', 'many', 'other', 'none'])

type Tree = { readonly [key: string]: string | Tree }

const isPlural = (value: Tree): value is { readonly other: string; readonly [category: string]: string } =>
  typeof value['other'] === 'string' &&
  Object.entries(value).every(([name, part]) => categories.has(name) && typeof part === 'string') &&
  Object.keys(value).length > 1

/** `{ '…/read.json': { bar: { note: 'Note' } } }` becomes `read.bar.note`. An object of plural
 * categories is a plural. */
export function flatten(files: Readonly<Record<string, Tree>>): Messages {
  const messages = new Map<string, Message>()
  const walk = (prefix: string, tree: Tree) => {
    for (const [name, value] of Object.entries(tree)) {
      const key = `${prefix}.${name}`
      if (typeof value === 'string' || isPlural(value)) messages.set(key, value)
      else walk(key, value)
    }
  }
  for (const [path, tree] of Object.entries(files)) {
    const area = /([^/]+)\.json$/.exec(path)?.[1]
    if (area) walk(area, tree)
  }
  return messages
}
