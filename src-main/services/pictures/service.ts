/** Pictures of pages that no browser shows, made when they are asked for and kept a day: pages of TIFF files as PNG. */
import { createHash, randomBytes } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { mkdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { AppError, type CancelSignal, type DocumentModel, type Services } from '#shared/contract'
import { askChild, type AskLimits, ChildFailure, type StartChild } from '../children'
import type { FileLocation } from '../files'
import { createMadeFiles } from '../made-files'
import { makePicture } from './make'
import { pictureAnswerSchema, type PictureRequest } from './protocol'

/** Of one picture: formats.md section 5 lets in 100 million pixels. */
const LIMITS: AskLimits = { timeout: 60_000, longest: 60_000, heap: 512, memory: 2048, answer: 64 * 1024 }

export interface Pictures {
  readonly service: Pick<Services['documents'], 'pagePicture'>
  locateFile(sha256: string): FileLocation | null
  /** Stops what is being made, and waits for its end. */
  close(): Promise<void>
}

export interface PicturesOptions {
  readonly host: { readonly dataFolder: string; readonly programs: string; readonly startChild: StartChild }
  readonly openDocument: (documentId: string, edition?: number) => Promise<{ model: DocumentModel }>
  readonly locateFile: (sha256: string) => FileLocation | null
}

/** A picture that is being made, and how many wait for it. */
interface Making {
  readonly sha256: Promise<string>
  readonly controller: AbortController
  waiting: number
}

const stopped = (page: number) => new AppError('cancelled', `The picture of page ${page} was stopped.`, { page })

export function createPictures({ host, openDocument, locateFile }: PicturesOptions): Pictures {
  // Other runs of the program over the same data folder have their pictures here, too.
  const folder = join(host.dataFolder, 'cache', 'pictures')
  const madeFiles = createMadeFiles(folder)
  const program = join(host.programs, 'picture-child.js')
  /** Hash of the picture of a page, by original and page. */
  const made = new Map<string, string>()
  const makings = new Map<string, Making>()
  const files = new Map<string, FileLocation>()
  let queue: Promise<unknown> = Promise.resolve()
  let isClosed = false

  /** In a child that ends with its picture; where it is not built (tests of single modules), in this process. */
  async function make(request: PictureRequest, signal: CancelSignal): Promise<void> {
    if (!existsSync(program)) return makePicture(request)
    const child = host.startChild(program, { heap: LIMITS.heap })
    try {
      const line = await askChild(child, request, { limits: LIMITS, role: 'its decoder', signal })
      const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), pictureAnswerSchema), line)
      if (!parsed.success) throw new Error('its decoder gave an answer that makes no sense')
      if (parsed.output.failure !== null) throw new Error(parsed.output.failure)
    } finally {
      child.kill()
    }
  }

  async function picture(model: DocumentModel, page: number, signal: CancelSignal): Promise<string> {
    if (signal.aborted) throw stopped(page)
    const place = locateFile(model.originalSha256)
    const name = place?.name ?? 'The picture'
    if (!place) throw new AppError('not-found', 'The original of the document is not in the library.', { page })
    const to = join(folder, `${randomBytes(8).toString('hex')}.part`)
    try {
      await mkdir(folder, { recursive: true })
      await make({ path: place.path, offset: place.offset, length: place.length, name, page, to }, signal)
      const hash = createHash('sha256')
      for await (const piece of createReadStream(to)) hash.update(piece as Buffer)
      const sha256 = hash.digest('hex')
      await keep(to, sha256)
      return sha256
    } catch (cause) {
      await rm(to, { force: true }).catch(() => undefined)
      if (cause instanceof ChildFailure && cause.code === 'cancelled') throw stopped(page)
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new AppError(
        'damaged',
        `Page ${page} of "${name}" cannot be shown: ${reason}.`,
        { name, page, reason },
        { cause },
      )
    }
  }

  /** Puts a made file under the hash of its bytes; another run of the program may have put the same one there. */
  async function keep(from: string, sha256: string): Promise<void> {
    const path = join(folder, `${sha256}.png`)
    if (existsSync(path)) {
      const now = new Date()
      await utimes(path, now, now).catch(() => undefined)
      await rm(from, { force: true })
    } else await rename(from, path)
    const { size } = await stat(path)
    madeFiles.added()
    files.set(sha256, { path, offset: 0, length: size, mediaType: 'image/png', name: `${sha256}.png` })
  }

  function locate(sha256: string): FileLocation | null {
    const file = files.get(sha256)
    return file && existsSync(file.path) ? file : null
  }

  function begin(key: string, model: DocumentModel, page: number): Making {
    const controller = new AbortController()
    // One after the other: each takes much memory.
    const sha256 = queue.then(() => picture(model, page, controller.signal))
    const making: Making = { sha256, controller, waiting: 0 }
    queue = sha256.then(
      (hash) => {
        made.set(key, hash)
        forget(key, making)
      },
      () => forget(key, making),
    )
    makings.set(key, making)
    return making
  }

  function forget(key: string, making: Making): void {
    if (makings.get(key) === making) makings.delete(key)
  }

  /** The picture, or `cancelled` as soon as the caller does not want it any more; the last one who leaves ends it. */
  function wait(key: string, making: Making, page: number, signal: CancelSignal): Promise<string> {
    making.waiting += 1
    return new Promise((resolve, reject) => {
      const leave = () => {
        making.waiting -= 1
        if (making.waiting === 0) {
          making.controller.abort()
          // Whoever asks again gets a new one.
          forget(key, making)
        }
        reject(stopped(page))
      }
      signal.addEventListener('abort', leave)
      void making.sha256.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
    })
  }

  return {
    service: {
      async pagePicture({ documentId, edition, page }, { signal }) {
        const { model } = await openDocument(documentId, edition)
        const isPage = model.pages.some(({ n }) => n === page)
        if (model.mediaType !== 'image/tiff' || !isPage) {
          const message = `Page ${page} needs no picture of its own, or is not there.`
          throw new AppError('unsupported-format', message, { documentId, page })
        }
        if (isClosed) throw new AppError('cancelled', 'The program ends; no picture was made.')
        if (signal.aborted) throw stopped(page)
        const key = `${model.originalSha256} ${page}`
        const known = made.get(key)
        if (known !== undefined && locate(known)) return { sha256: known }
        const making = makings.get(key) ?? begin(key, model, page)
        return { sha256: await wait(key, making, page, signal) }
      },
    },
    locateFile: locate,
    async close() {
      isClosed = true
      for (const { controller } of makings.values()) controller.abort()
      await queue
    },
  }
}
