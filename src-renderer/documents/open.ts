import {
  AppError,
  type Client,
  type DocumentModel,
  type DocumentSummary,
  type Edition,
  isAppError,
} from '#shared/contract'
import { useHost } from '@/host'
import { type ShallowRef, shallowRef, watch } from 'vue'

export interface OpenDocument {
  readonly summary: DocumentSummary
  readonly edition: Edition
  readonly model: DocumentModel
}

/** Documents that were open lately: going back to one is at once. */
const cache = new Map<string, OpenDocument>()
const cached = 8
/** Code units that take some milliseconds to read. */
const LONG = 300_000

let followed: Client | null = null
let forgotten = 0

/** A text may change while no screen shows it: what was kept is forgotten whenever the library changes. */
function follow(client: Client): void {
  if (followed === client) return
  followed = client
  forget()
  client.on('libraryChanged', forget)
}

function forget(): void {
  cache.clear()
  forgotten += 1
}

/** The document with its text, from the cache where possible. Throws AppError. */
export async function openDocument(documentId: string, edition?: number): Promise<OpenDocument> {
  const { client } = useHost()
  follow(client)
  const key = `${documentId}.${edition ?? 'current'}`
  const known = cache.get(key)
  if (known) {
    cache.delete(key)
    cache.set(key, known)
    return known
  }
  const input = edition === undefined ? { documentId } : { documentId, edition }
  const asked = forgotten
  const opened = await client.call('documents.open', input)
  // Reading the answer took a while: what is made of it is a task of its own.
  if (opened.model.text.length > LONG) await new Promise((resolve) => setTimeout(resolve))
  // What came from before a change is shown once, and not kept.
  if (asked === forgotten) cache.set(key, opened)
  const oldest = cache.keys().next().value
  if (cache.size > cached && oldest !== undefined) cache.delete(oldest)
  return opened
}

/** Follows the wanted document. The one before stays until the next is there, so that nothing jumps. */
export function useOpenDocument(wanted: () => { documentId?: string | undefined; edition?: number | undefined }): {
  document: ShallowRef<OpenDocument | null>
  problem: ShallowRef<AppError | null>
  retry: () => void
} {
  const document = shallowRef<OpenDocument | null>(null)
  const problem = shallowRef<AppError | null>(null)
  let latest = 0

  async function load(): Promise<void> {
    const { documentId, edition } = wanted()
    const mine = (latest += 1)
    problem.value = null
    if (documentId === undefined) {
      document.value = null
      return
    }
    try {
      const opened = await openDocument(documentId, edition)
      if (mine === latest) document.value = opened
    } catch (error) {
      if (mine !== latest) return
      document.value = null
      problem.value = isAppError(error) ? error : new AppError('internal', String(error))
    }
  }

  watch(() => [wanted().documentId, wanted().edition] as const, load, { immediate: true })
  return { document, problem, retry: () => void load() }
}
