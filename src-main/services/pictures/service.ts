/** Pictures of pages that no browser shows, made once for each run of the program: pages of TIFF files as PNG. */
import { createHash, randomBytes } from 'node:crypto'
import { createReadStream, existsSync, rmSync } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { AppError, type DocumentModel, type Services } from '#shared/contract'
import type { StartChild } from '../children'
import type { FileLocation } from '../files'
import { makePicture } from './make'
import { pictureAnswerSchema, type PictureRequest } from './protocol'

/** Wall clock in ms, heap and resident memory in MB of one picture: formats.md section 5 lets in 100 million pixels. */
const LIMITS = { timeout: 60_000, heap: 512, memory: 2048 }

export interface Pictures {
  readonly service: Pick<Services['documents'], 'pagePicture'>
  locateFile(sha256: string): FileLocation | null
  close(): Promise<void>
}

export interface PicturesOptions {
  readonly host: { readonly dataFolder: string; readonly programs: string; readonly startChild: StartChild }
  readonly openDocument: (documentId: string, edition?: number) => Promise<{ model: DocumentModel }>
  readonly locateFile: (sha256: string) => FileLocation | null
}

export function createPictures({ host, openDocument, locateFile }: PicturesOptions): Pictures {
  const folder = join(host.dataFolder, 'pictures')
  // What an earlier run left behind can be made again.
  rmSync(folder, { recursive: true, force: true })
  const program = join(host.programs, 'picture-child.js')
  const made = new Map<string, Promise<string>>()
  const files = new Map<string, FileLocation>()
  let queue: Promise<unknown> = Promise.resolve()
  let isClosed = false

  /** In a child that ends with its picture; where it is not built (tests of single modules), in this process. */
  function make(request: PictureRequest): Promise<void> {
    if (!existsSync(program)) return makePicture(request)
    const child = host.startChild(program, { heap: LIMITS.heap })
    let clock: NodeJS.Timeout | undefined
    let watch: NodeJS.Timeout | undefined
    const working = new Promise<void>((resolve, reject) => {
      const refuse = (reason: string) => reject(new Error(reason))
      clock = setTimeout(() => refuse(`it took longer than ${LIMITS.timeout / 1000} seconds`), LIMITS.timeout)
      watch = setInterval(() => {
        void child.memory().then((used) => {
          if (used !== null && used > LIMITS.memory) refuse(`it needs more than ${LIMITS.memory} MB of memory`)
        })
      }, 250)
      let line = ''
      child.onOutput((piece) => {
        line += piece.toString('utf8')
        if (!line.endsWith('\n')) return
        const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), pictureAnswerSchema), line)
        if (!parsed.success) refuse('its decoder gave an answer that makes no sense')
        else if (parsed.output.failure !== null) refuse(parsed.output.failure)
        else resolve()
      })
      child.onEnd(() => refuse('its decoder ended unexpectedly'))
      child.send(request)
    })
    return working.finally(() => {
      clearTimeout(clock)
      clearInterval(watch)
      child.kill()
    })
  }

  async function picture(model: DocumentModel, page: number): Promise<string> {
    const place = locateFile(model.originalSha256)
    const name = place?.name ?? 'The picture'
    if (!place) throw new AppError('not-found', 'The original of the document is not in the library.', { page })
    const to = join(folder, `${randomBytes(8).toString('hex')}.part`)
    try {
      await mkdir(folder, { recursive: true })
      await make({ path: place.path, offset: place.offset, length: place.length, name, page, to })
    } catch (cause) {
      await rm(to, { force: true }).catch(() => undefined)
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new AppError(
        'damaged',
        `Page ${page} of "${name}" cannot be shown: ${reason}.`,
        { name, page, reason },
        { cause },
      )
    }
    const hash = createHash('sha256')
    for await (const piece of createReadStream(to)) hash.update(piece as Buffer)
    const sha256 = hash.digest('hex')
    const path = join(folder, `${sha256}.png`)
    await rename(to, path)
    const { size } = await stat(path)
    files.set(sha256, { path, offset: 0, length: size, mediaType: 'image/png', name: `${sha256}.png` })
    return sha256
  }

  return {
    service: {
      async pagePicture({ documentId, edition, page }) {
        const { model } = await openDocument(documentId, edition)
        const isPage = model.pages.some(({ n }) => n === page)
        if (model.mediaType !== 'image/tiff' || !isPage) {
          const message = `Page ${page} needs no picture of its own, or is not there.`
          throw new AppError('unsupported-format', message, { documentId, page })
        }
        const key = `${model.originalSha256} ${page}`
        const known = made.get(key)
        if (known) return { sha256: await known }
        if (isClosed) throw new AppError('cancelled', 'The program ends; no picture was made.')
        // One after the other: each takes much memory.
        const making = queue.then(() => picture(model, page))
        queue = making.catch(() => undefined)
        made.set(key, making)
        making.catch(() => made.delete(key))
        return { sha256: await making }
      },
    },
    locateFile: (sha256) => files.get(sha256) ?? null,
    async close() {
      isClosed = true
      await queue
      await rm(folder, { recursive: true, force: true }).catch(() => undefined)
    },
  }
}
