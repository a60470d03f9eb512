import { AppError, type DocumentModel, type DocumentSummary, type Edition, isAppError } from '#shared/contract'
import { useHost } from '@/host'
import { onScopeDispose, type ShallowRef, shallowRef, watch } from 'vue'

export interface OpenDocument {
  readonly summary: DocumentSummary
  readonly edition: Edition
  readonly model: DocumentModel
}

/** Documents that were open lately: going back to one is at once. */
const cache = new Map<string, OpenDocument>()
const cached = 8

/** The document with its text, from the cache where possible. Throws AppError. */
export async function openDocument(documentId: string, edition?: number): Promise<OpenDocument> {
  const key = `${documentId}.${edition ?? 'current'}`
  const known = cache.get(key)
  if (known) {
    cache.delete(key)
    cache.set(key, known)
    return known
  }
  const input = edition === undefined ? { documentId } : { documentId, edition }
  const opened = await useHost().client.call('documents.open', input)
  cache.set(key, opened)
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

  const forget = useHost().client.on('libraryChanged', () => cache.clear())
  onScopeDispose(forget)
  watch(() => [wanted().documentId, wanted().edition] as const, load, { immediate: true })
  return { document, problem, retry: () => void load() }
}
