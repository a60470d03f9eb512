/** Pages that are pictures. A worker decodes them; the interface only puts what comes back onto the screen. */
import { PageError } from './failure'
import type { FromImageWorker, ToImageWorker } from './image-protocol'
import type { PageSource } from './source'

interface Waiting {
  resolve(bitmap: ImageBitmap): void
  reject(reason: Error): void
}

/** `addressOf` tells where the picture of a page lies; it is asked once for each. */
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

  return {
    async draw(request, signal) {
      const url = new URL(await address(request.page), document.baseURI).href
      signal.throwIfAborted()
      const id = (last += 1)
      const bitmap = await new Promise<ImageBitmap>((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        signal.addEventListener('abort', () => {
          if (!waiting.delete(id)) return
          post({ type: 'cancel', id })
          reject(signal.reason instanceof Error ? signal.reason : new Error('cancelled'))
        })
        post({ type: 'draw', id, url, request })
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
