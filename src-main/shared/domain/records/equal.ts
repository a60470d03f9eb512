/** True when two JSON values say the same. The order of members does not matter; absent and undefined are the same. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, index) => sameJson(item, b[index]))
    )
  }
  const left = new Map<string, unknown>(Object.entries(a).filter(([, value]) => value !== undefined))
  const right = new Map<string, unknown>(Object.entries(b).filter(([, value]) => value !== undefined))
  if (left.size !== right.size) return false
  for (const [key, value] of left) if (!right.has(key) || !sameJson(value, right.get(key))) return false
  return true
}

/** The same for records, whose count of changes says nothing. */
export const sameButRev = <R extends object>(a: R, b: R) => sameJson({ ...a, rev: 0 }, { ...b, rev: 0 })

/** JSON that is the same for values that say the same: members by name, absent and undefined alike. */
export function canonicalJson(value: unknown): string {
  return (
    JSON.stringify(value, (_, one: unknown) => {
      if (typeof one !== 'object' || one === null || Array.isArray(one)) return one
      return Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
    }) ?? 'null'
  )
}
