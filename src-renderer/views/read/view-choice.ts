/** How each document was looked at last: as a text or as pages, how large, turned and lit. Kept in the browser's storage. */
import * as v from 'valibot'

const choiceSchema = v.object({
  view: v.picklist(['text', 'pages']),
  zoom: v.optional(v.union([v.picklist(['width', 'page']), v.number()])),
  rotation: v.optional(v.picklist([0, 90, 180, 270])),
  /** In per cent of the picture as it is. */
  brightness: v.optional(v.number()),
  contrast: v.optional(v.number()),
  /** Where a document without text was left. */
  page: v.optional(v.number()),
})
export type ViewChoice = v.InferOutput<typeof choiceSchema>

const storageKey = 'avots-read-views'
const kept = 500
const schema = v.array(v.tuple([v.string(), choiceSchema]))

function read(): [string, ViewChoice][] {
  try {
    const parsed = v.safeParse(schema, JSON.parse(localStorage.getItem(storageKey) ?? '[]'))
    return parsed.success ? parsed.output : []
  } catch {
    return []
  }
}

/** Null for a document that was never looked at otherwise than it opens. */
export function viewChoiceOf(documentId: string): ViewChoice | null {
  return read().find(([id]) => id === documentId)?.[1] ?? null
}

export function rememberView(documentId: string, choice: ViewChoice): void {
  const others = read().filter(([id]) => id !== documentId)
  try {
    localStorage.setItem(storageKey, JSON.stringify([...others, [documentId, choice]].slice(-kept)))
  } catch {
    // Without storage documents open as they do for the first time.
  }
}
