import {
  AppError,
  type Client,
  type DocumentModel,
  type DocumentSummary,
  type Edition,
  isAppError,
} from '#shared/contract'
import { excerptOf, LONG_TEXT } from '#shared/domain/model'
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

/** Ms after which nobody is taken to look at the page, and after which all of a text is asked for without its piece. */
const UNSEEN = 300
const LATE = 300

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

/** The text around an offset; null where all of it is shown as soon, or cannot be shown in pieces. Throws AppError. */
export async function openExcerpt(
  documentId: string,
  edition: number | undefined,
  at: number,
): Promise<DocumentExcerpt | null> {
  const { client } = useHost()
  follow(client)
  const key = keyOf(documentId, edition)
  if (isShort(documentId, edition)) return null
  const whole = await documents.there(key)
  if (whole) {
    // Drawing a text and its notes takes longer than a piece of it, also where all is there.
    const { model, ...rest } = whole
    const excerpt = excerptOf(model, at)
    return excerpt && { ...rest, ...excerpt }
  }
  return excerpts.get(`${key}@${at}`, async () => {
    const { excerpt, ...rest } = await client.call('documents.excerpt', { ...asked(documentId, edition), at })
    return excerpt && { ...rest, ...excerpt }
  })
}

/** Resolves when what was put into the page now is seen; soon, where the page itself is not. */
const seen = () =>
  new Promise<void>((resolve) => {
    const frames = (left: number) => (left > 0 ? requestAnimationFrame(() => frames(left - 1)) : setTimeout(resolve))
    // Into the page, drawn, and on the screen.
    frames(3)
    setTimeout(resolve, UNSEEN)
  })

/** What is not known yet may be long. */
function isShort(documentId: string, number: number | undefined): boolean {
  const summary = useLibraryStore().document(documentId)
  const edition = summary?.editions.find((one) => one.number === (number ?? summary.current))
  return edition !== undefined && edition.length < LONG_TEXT
}

const late = () => new Promise<null>((resolve) => setTimeout(resolve, LATE, null))

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
    let shown: Promise<void> | null = null
    try {
      // Of a text that is shown already, in the state before a change or another edition, nothing is taken away.
      if (documentId !== document.value?.summary.id) {
        // What is wrong with it is told by all of it, which does not wait for long either.
        const asked = openExcerpt(documentId, edition, at(documentId)).catch(() => null)
        const piece = await Promise.race([asked, late()])
        if (mine !== latest) return
        if (piece) {
          put(null, piece)
          shown = seen()
        }
      }
      // All of it has work of its own, for which the piece does not wait.
      const [opened] = await Promise.all([openDocument(documentId, edition), shown])
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
