/** Pictures of pages, and of regions of them: beside a mounted reader, and where there is none. */
import type { DocumentModel } from '#shared/contract'
import type { PictureRequest, ReaderFiles } from '../../types'
import { boundsOf, sizeOf } from './layout'
import { createQueue } from './queue'
import { createPageSource, type DrawRequest, type PageSource, pictureOf } from './source'

type Page = DocumentModel['pages'][number]

/** What is to be drawn of a page so that what is wanted of it fits into the px that there are. */
export function partOf(page: Page, { width, height, shape }: PictureRequest): DrawRequest {
  const whole = sizeOf(page)
  const bounds = shape ? boundsOf(shape) : { x: 0, y: 0, w: whole.width, h: whole.height }
  const ratio = window.devicePixelRatio
  const factor = Math.min((width * ratio) / Math.max(bounds.w, 1), (height * ratio) / Math.max(bounds.h, 1))
  const px = (value: number) => Math.max(1, Math.round(value * factor))
  return {
    page: page.n,
    rotation: 0,
    width: px(whole.width),
    height: px(whole.height),
    part: { x: bounds.x * factor, y: bounds.y * factor, w: px(bounds.w), h: px(bounds.h) },
  }
}

/** Pages of any documents as small pictures. */
export interface PagePictures {
  /** As `picture` of `ReaderPages`. The same model object is the same document. */
  picture(
    model: DocumentModel,
    files: ReaderFiles,
    page: number,
    wanted: PictureRequest,
  ): Promise<HTMLCanvasElement | null>
  close(): void
}

/** Documents whose files stay open at most: each keeps a worker and what it decoded last. */
const OPEN = 2

export function createPagePictures(): PagePictures {
  const queue = createQueue()
  /** The latest used last. */
  const sources = new Map<DocumentModel, PageSource>()
  let asked = 0
  /** Of those who still wait. */
  const endings = new Set<() => void>()

  function sourceOf(model: DocumentModel, files: ReaderFiles): PageSource {
    const source = sources.get(model) ?? createPageSource(model, files)
    sources.delete(model)
    sources.set(model, source)
    for (const [oldest, one] of sources) {
      if (sources.size <= OPEN) break
      sources.delete(oldest)
      one.close()
    }
    return source
  }

  return {
    picture(model, files, n, wanted) {
      const { signal: stop } = wanted
      const page = model.pages.find((one) => one.n === n)
      if (!page || pictureOf(model, page) === null || stop?.aborted) return Promise.resolve(null)
      const key = `picture ${(asked += 1)}`
      return new Promise((tell) => {
        const resolve = (picture: HTMLCanvasElement | null) => {
          endings.delete(end)
          tell(picture)
        }
        const end = () => resolve(null)
        endings.add(end)
        stop?.addEventListener('abort', () => {
          queue.drop(key)
          end()
        })
        queue.add({
          key,
          rank: () => 0,
          // Only what is drawn opens its file: nothing is closed while another one still waits for it.
          run: async (signal) => {
            try {
              resolve(await sourceOf(model, files).draw(partOf(page, wanted), signal))
            } catch {
              end()
            }
          },
        })
      })
    },
    close() {
      queue.close()
      for (const end of endings) end()
      for (const source of sources.values()) source.close()
      sources.clear()
    },
  }
}
