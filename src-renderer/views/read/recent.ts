/** The documents that were read last, for the empty screen. */
import * as v from 'valibot'

const storageKey = 'avots-recently-read'
const kept = 8
const schema = v.array(v.string())

/** Ids, the latest first. Storage that cannot be read is as good as empty. */
export function recentlyRead(): string[] {
  try {
    const parsed = v.safeParse(schema, JSON.parse(localStorage.getItem(storageKey) ?? '[]'))
    return parsed.success ? parsed.output : []
  } catch {
    return []
  }
}

export function rememberRead(documentId: string): void {
  const list = [documentId, ...recentlyRead().filter((id) => id !== documentId)].slice(0, kept)
  try {
    localStorage.setItem(storageKey, JSON.stringify(list))
  } catch {
    // Without storage the list stays empty, and nothing else is lost.
  }
}
