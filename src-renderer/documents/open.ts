import {
  AppError,
  type Client,
  type DocumentModel,
  type DocumentSummary,
  type Edition,
  isAppError,
  type Output,
} from '#shared/contract'
import { LONG_TEXT } from '#shared/domain/model'
import { useHost } from '@/host'
import { nextTask } from '@/slices'
import { useLibraryStore } from '@/stores'
import { type ShallowRef, shallowRef, watch } from 'vue'
import { keepLately } from './kept'

export interface OpenDocument {
  readonly summary: DocumentSummary
  readonly edition: Edition
  readonly model: DocumentModel
}

/** A few screens of a long text, to be looked at until all of it is there. Offsets of its model count from `start`. */
export interface DocumentExcerpt extends OpenDocument {
  readonly start: number
  /** UTF-16 code units of the whole. */
  readonly length: number
}

const documents = keepLately<OpenDocument>(8)
const excerpts = keepLately<DocumentExcerpt | null>(8)

let followed: Client | null = null

/** A text may change while no screen shows it: what was kept is forgotten whenever the library changes. */
function follow(client: Client): void {
  if (followed === client) return
  followed = client
  forget()
  client.on('libraryChanged', forget)
}

function forget(): void {
  documents.forget()
  excerpts.forget()
}

const keyOf = (documentId: string, edition: number | undefined) => `${documentId}.${edition ?? 'current'}`

/** The document with its text, from what is kept where possible. Throws AppError. */
export async function openDocument(documentId: string, edition?: number): Promise<OpenDocument> {
  const { client } = useHost()
  follow(client)
  return documents.get(keyOf(documentId, edition), async () => {
    const opened = await client.call('documents.open', asked(documentId, edition))
    // Taking over a long answer took a while: what is made of it is a task of its own.
    await nextTask()
    return opened
  })
}

const asked = (documentId: string, edition: number | undefined) =>
  edition === undefined ? { documentId } : { documentId, edition }

/** The text around an offset; null where all of it is there as soon, or cannot be shown in pieces. Throws AppError. */
export async function openExcerpt(
  documentId: string,
  edition: number | undefined,
  at: number,
): Promise<DocumentExcerpt | null> {
  const { client } = useHost()
  follow(client)
  const key = keyOf(documentId, edition)
  if (isShort(documentId, edition) || documents.isThere(key)) return null
  return excerpts.get(`${key}@${at}`, async () => {
    const answer = await client.call('documents.excerpt', { ...asked(documentId, edition), at })
    return excerptOf(answer)
  })
}

function excerptOf({ summary, edition, excerpt }: Output<'documents.excerpt'>): DocumentExcerpt | null {
  return excerpt && { summary, edition, ...excerpt }
}

/** What is not known yet may be long. */
function isShort(documentId: string, number: number | undefined): boolean {
  const summary = useLibraryStore().document(documentId)
  const edition = summary?.editions.find((one) => one.number === (number ?? summary.current))
  return edition !== undefined && edition.length < LONG_TEXT
}

/**
 * Follows the wanted document. The one before stays until the next is there, so that nothing jumps; of a long one the
 * excerpt around `at` comes before it, and there is no document meanwhile.
 */
export function useOpenDocument(
  wanted: () => { documentId?: string | undefined; edition?: number | undefined },
  at: (documentId: string) => number = () => 0,
): {
  document: ShallowRef<OpenDocument | null>
  excerpt: ShallowRef<DocumentExcerpt | null>
  problem: ShallowRef<AppError | null>
  retry: () => void
} {
  const document = shallowRef<OpenDocument | null>(null)
  const excerpt = shallowRef<DocumentExcerpt | null>(null)
  const problem = shallowRef<AppError | null>(null)
  let latest = 0

  function put(next: OpenDocument | null, piece: DocumentExcerpt | null = null): void {
    excerpt.value = piece
    document.value = next
  }

  async function show(): Promise<void> {
    const { documentId, edition } = wanted()
    const mine = (latest += 1)
    problem.value = null
    if (documentId === undefined) return put(null)
    try {
      // Of a text that is shown already, in the state before a change or another edition, nothing is taken away.
      if (documentId !== document.value?.summary.id) {
        // What is wrong with it is told by all of it.
        const piece = await openExcerpt(documentId, edition, at(documentId)).catch(() => null)
        if (mine !== latest) return
        if (piece) put(null, piece)
      }
      const opened = await openDocument(documentId, edition)
      if (mine === latest) put(opened)
    } catch (error) {
      if (mine !== latest) return
      put(null)
      problem.value = isAppError(error) ? error : new AppError('internal', String(error))
    }
  }

  watch(() => [wanted().documentId, wanted().edition] as const, show, { immediate: true })
  /** Who asks once more knows of a change: its announcement may still be on its way, and the answer must not be an old one. */
  function retry(): void {
    forget()
    void show()
  }

  return { document, excerpt, problem, retry }
}
