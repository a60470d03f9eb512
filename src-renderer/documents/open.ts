import {
  AppError,
  type Client,
  type DocumentModel,
  type DocumentSummary,
  type Edition,
  isAppError,
} from '#shared/contract'
import { useHost } from '@/host'
import { nextTask } from '@/slices'
import { type ShallowRef, shallowRef, watch } from 'vue'

export interface OpenDocument {
  readonly summary: DocumentSummary
  readonly edition: Edition
  readonly model: DocumentModel
}

/** Documents that were open lately, or are being opened: going back to one is at once. */
const cache = new Map<string, Promise<OpenDocument>>()
const cached = 8

let followed: Client | null = null

/** A text may change while no screen shows it: what was kept is forgotten whenever the library changes. */
function follow(client: Client): void {
  if (followed === client) return
  followed = client
  forget()
  client.on('libraryChanged', forget)
}

const forget = () => cache.clear()

/** The document with its text, from the cache where possible. Throws AppError. */
export async function openDocument(documentId: string, edition?: number): Promise<OpenDocument> {
  const { client } = useHost()
  follow(client)
  const key = `${documentId}.${edition ?? 'current'}`
  const opening = cache.get(key) ?? load(client, documentId, edition)
  cache.delete(key)
  cache.set(key, opening)
  const oldest = cache.keys().next().value
  if (cache.size > cached && oldest !== undefined) cache.delete(oldest)
  // A failure is not kept: the next one who asks may be luckier.
  opening.catch(() => cache.get(key) === opening && cache.delete(key))
  return opening
}

async function load(client: Client, documentId: string, edition?: number): Promise<OpenDocument> {
  const opened = await client.call('documents.open', edition === undefined ? { documentId } : { documentId, edition })
  // Taking over a long answer took a while: what is made of it is a task of its own.
  await nextTask()
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

  async function show(): Promise<void> {
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

  watch(() => [wanted().documentId, wanted().edition] as const, show, { immediate: true })
  /** Who asks once more knows of a change: its announcement may still be on its way, and the answer must not be an old one. */
  function retry(): void {
    forget()
    void show()
  }

  return { document, problem, retry }
}
