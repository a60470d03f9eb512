/**
 * Decodes pictures of pages and cuts out of them what is looked at, beside the interface: a picture of a hundred million
 * pixels takes a second to decode, and then a few milliseconds for each part.
 */
import type { PageFailure } from '../../types'
import { failureOf, PageError } from './failure'
import type { FromImageWorker, ToImageWorker } from './image-protocol'

/** Pixels of decoded pictures that are kept at most, beside the one that is in use. */
const KEPT = 120_000_000

interface Picture {
  readonly page: number
  /** From the whole picture down, each half as large as the one before: to make it small without losing lines. */
  readonly levels: ImageBitmap[]
}

const addresses = new Map<number, string>()
/** The latest used last. */
const pictures = new Map<number, Promise<Picture>>()
const cancelled = new Set<number>()
let work: Promise<void> = Promise.resolve()

const post = (message: FromImageWorker, transfer: Transferable[] = []) => {
  self.postMessage(message, { transfer })
}

const fail = (reason: PageFailure['reason'], cause: unknown): never => {
  throw new PageError(reason, cause)
}

async function read(url: string): Promise<Blob> {
  const answer = await fetch(url)
  if (!answer.ok) throw new Error(`the picture could not be read (${answer.status})`)
  return answer.blob()
}

async function decode(page: number): Promise<Picture> {
  const bytes = await read(addresses.get(page) ?? '').catch((error: unknown) => fail('unread', error))
  const whole = await createImageBitmap(bytes).catch((error: unknown) => fail('damaged', error))
  const levels = [whole]
  for (let last = whole; last.width > 1024 && last.height > 1024;) {
    const canvas = new OffscreenCanvas(Math.ceil(last.width / 2), Math.ceil(last.height / 2))
    const context = canvas.getContext('2d')
    if (!context) break
    context.imageSmoothingQuality = 'high'
    context.drawImage(last, 0, 0, canvas.width, canvas.height)
    last = canvas.transferToImageBitmap()
    levels.push(last)
  }
  return { page, levels }
}

/** Only between two drawings, or of another page than the one that is drawn: a closed picture cannot be cut. */
async function forget(page: number): Promise<void> {
  const picture = pictures.get(page)
  pictures.delete(page)
  const { levels = [] } = (await picture?.catch(() => null)) ?? {}
  for (const level of levels) level.close()
}

async function pictureOf(page: number): Promise<Picture> {
  const known = pictures.get(page) ?? decode(page)
  pictures.delete(page)
  pictures.set(page, known)
  let picture: Picture
  try {
    picture = await known
  } catch (error) {
    // Another time it may go better, e.g. when there is memory again.
    pictures.delete(page)
    throw error
  }
  let pixels = 0
  for (const [other, one] of [...pictures].reverse()) {
    const [whole] = (await one.catch(() => null))?.levels ?? []
    pixels += (whole?.width ?? 0) * (whole?.height ?? 0)
    if (other !== page && pixels > KEPT) await forget(other)
  }
  return picture
}

function cut({ levels }: Picture, { request }: Extract<ToImageWorker, { type: 'draw' }>): ImageBitmap {
  const { part, rotation, width, height } = request
  const isTurned = rotation === 90 || rotation === 270
  const [across, down] = isTurned ? [height, width] : [width, height]
  // The smallest level that still has a pixel for each that is shown.
  const level = levels.findLast((one) => one.width >= across && one.height >= down) ?? levels[0]
  if (!level) throw new Error('the picture is empty')
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(part.w)), Math.max(1, Math.round(part.h)))
  const context = canvas.getContext('2d')
  if (!context) throw new Error('there is no memory for the picture')
  // Pixels that are much larger than those of the screen are to be seen as they are.
  context.imageSmoothingEnabled = across < level.width * 4
  context.imageSmoothingQuality = 'high'
  context.translate(-part.x, -part.y)
  if (rotation === 90) context.translate(width, 0)
  if (rotation === 180) context.translate(width, height)
  if (rotation === 270) context.translate(0, height)
  context.rotate((rotation * Math.PI) / 180)
  context.drawImage(level, 0, 0, across, down)
  return canvas.transferToImageBitmap()
}

async function draw(message: Extract<ToImageWorker, { type: 'draw' }>): Promise<void> {
  const { id } = message
  if (cancelled.delete(id)) return
  try {
    const picture = await pictureOf(message.request.page)
    if (cancelled.delete(id)) return
    const bitmap = cut(picture, message)
    post({ id, bitmap }, [bitmap])
  } catch (error) {
    post({ id, failure: failureOf(error).reason, message: error instanceof Error ? error.message : String(error) })
  }
}

self.addEventListener('message', ({ data }: MessageEvent<ToImageWorker>) => {
  if (data.type === 'cancel') cancelled.add(data.id)
  else if (data.type === 'forget') work = work.then(() => forget(data.page))
  else {
    addresses.set(data.request.page, data.url)
    // One after the other: two pictures at once would take twice the memory.
    work = work.then(() => draw(data))
  }
})
