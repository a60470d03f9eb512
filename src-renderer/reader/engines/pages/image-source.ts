/** Pages that are pictures. A worker decodes them; the interface only puts what comes back onto the screen. */
import { failureOf, PageError } from './failure'
import type { FromImageWorker, ToImageWorker } from './image-protocol'
import type { DrawRequest, PageSource } from './source'

interface Waiting {
  resolve(bitmap: ImageBitmap): void
  reject(reason: Error): void
}

const isUnread = (error: unknown) => failureOf(error).reason === 'unread'

/**
 * `addressOf` tells where the picture of a page lies. It is asked once for each, and anew where nothing lies there any
 * more: what was made of an original is swept away when it was not used for hours.
 */
export function createImageSource(addressOf: (page: number) => Promise<string>): PageSource {
  const worker = new Worker(new URL('./image-worker.ts', import.meta.url), { type: 'module' })
  const waiting = new Map<number, Waiting>()
  const addresses = new Map<number, Promise<string>>()
  let last = 0
  let isBroken = false
  const post = (message: ToImageWorker) => worker.postMessage(message)

  worker.addEventListener('message', ({ data }: MessageEvent<FromImageWorker>) => {
    const one = waiting.get(data.id)
    waiting.delete(data.id)
    if ('failure' in data) one?.reject(new PageError(data.failure, data.message))
    else if (one) one.resolve(data.bitmap)
    else data.bitmap.close()
  })
  worker.addEventListener('error', (event) => {
    isBroken = true
    for (const one of waiting.values()) one.reject(new PageError('damaged', event.message))
    waiting.clear()
  })

  function address(page: number): Promise<string> {
    const known = addresses.get(page) ?? addressOf(page)
    addresses.set(page, known)
    known.catch(() => addresses.delete(page))
    return known
  }

  /** What lies at the address that is known, decoded and cut. An address where nothing lies is known no more. */
  async function cut(request: DrawRequest, signal: AbortSignal): Promise<ImageBitmap> {
    const { page } = request
    const asked = address(page)
    const url = new URL(await asked, document.baseURI).href
    signal.throwIfAborted()
    const id = (last += 1)
    const bitmap = new Promise<ImageBitmap>((resolve, reject) => {
      waiting.set(id, { resolve, reject })
      signal.addEventListener('abort', () => {
        if (!waiting.delete(id)) return
        post({ type: 'cancel', id })
        reject(signal.reason instanceof Error ? signal.reason : new Error('cancelled'))
      })
      post({ type: 'draw', id, url, request })
    })
    return bitmap.catch((error: unknown) => {
      if (isUnread(error) && addresses.get(page) === asked) addresses.delete(page)
      throw error
    })
  }

  return {
    async draw(request, signal) {
      const isOld = addresses.has(request.page)
      const bitmap = await cut(request, signal).catch((error: unknown) => {
        if (isOld && isUnread(error)) return cut(request, signal)
        throw error
      })
      const canvas = document.createElement('canvas')
      canvas.width = bitmap.width
      canvas.height = bitmap.height
      canvas.getContext('bitmaprenderer')?.transferFromImageBitmap(bitmap)
      return canvas
    },
    forget: (page) => post({ type: 'forget', page }),
    isBroken: () => isBroken,
    close() {
      worker.terminate()
      for (const one of waiting.values()) one.reject(new Error('the document is closed'))
      waiting.clear()
    },
  }
}
