/** Transcriptions that are not saved yet, by document: kept in the browser's storage, so that nothing typed is lost. */
import * as v from 'valibot'

const storageKey = 'avots-transcriptions'
/** Pictures that someone writes beside at a time; storage is small. */
const KEPT = 20
const schema = v.array(v.tuple([v.string(), v.string()]))

function read(): [string, string][] {
  try {
    const parsed = v.safeParse(schema, JSON.parse(localStorage.getItem(storageKey) ?? '[]'))
    return parsed.success ? parsed.output : []
  } catch {
    return []
  }
}

/** Null where everything is saved. */
export function keptTranscription(documentId: string): string | null {
  return read().find(([id]) => id === documentId)?.[1] ?? null
}

/** False where the storage does not take it: the words are in the page only. Null forgets. */
export function keepTranscription(documentId: string, text: string | null): boolean {
  const others = read().filter(([id]) => id !== documentId)
  const list: [string, string][] = text === null ? others : [...others, [documentId, text]]
  try {
    localStorage.setItem(storageKey, JSON.stringify(list.slice(-KEPT)))
    return true
  } catch {
    return false
  }
}
