/** Where the pictures of pages come from. Each part of a page is drawn as large as it is looked at. */
import type { DocumentModel } from '#shared/contract'
import type { PageRotation, ReaderFiles } from '../../types'

/** A part of a page to draw. Px of the device. */
export interface DrawRequest {
  readonly page: number
  readonly rotation: PageRotation
  /** Px that the whole page has at this size, turned by `rotation`. */
  readonly width: number
  readonly height: number
  /** What of it is wanted. */
  readonly part: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
}

export interface PageSource {
  /** Rejects, with a PageError if possible, where the page cannot be drawn; with the reason of `signal` where nobody waits any more. */
  draw(request: DrawRequest, signal: AbortSignal): Promise<HTMLCanvasElement>
  /** What is kept of a page may be given up. */
  forget(page: number): void
  /** Nothing more will be drawn from it, though another one of the same file may. */
  isBroken?(): boolean
  close(): void
}

type Page = DocumentModel['pages'][number]

/** Pictures that every browser shows. */
const shown = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif'])

function imageType(model: DocumentModel, page: Page): string | null {
  if (page.image === undefined) return null
  const resource = model.resources.find(({ sha256 }) => sha256 === page.image)
  return resource?.mediaType ?? (page.image === model.originalSha256 ? model.mediaType : null)
}

/** How a page gets its picture; null where it has none. */
export function pictureOf(model: DocumentModel, page: Page): 'pdf' | 'image' | 'service' | null {
  const type = imageType(model, page)
  if (type !== null && shown.has(type)) return 'image'
  if (type === 'image/tiff' || model.mediaType === 'image/tiff') return 'service'
  return model.mediaType === 'application/pdf' ? 'pdf' : null
}

/** Opens a source when its first page is drawn; anew where opening failed, or what was opened broke. */
function lazily(open: () => Promise<PageSource>): PageSource {
  let opening: Promise<PageSource> | null = null
  let current: PageSource | null = null
  let isClosed = false

  async function opened(): Promise<PageSource> {
    if (current?.isBroken?.()) {
      current.close()
      current = opening = null
    }
    const mine = (opening ??= open())
    try {
      return (current = await mine)
    } catch (error) {
      if (opening === mine) opening = null
      throw error
    }
  }

  return {
    async draw(request, signal) {
      const source = await opened()
      if (isClosed) {
        source.close()
        throw new Error('the document is closed')
      }
      return source.draw(request, signal)
    },
    forget(page) {
      void opening?.then((source) => source.forget(page)).catch(() => undefined)
    },
    close() {
      isClosed = true
      void opening?.then((source) => source.close()).catch(() => undefined)
    },
  }
}

/** The pictures of the pages of a model. What draws them is loaded with the first page. */
export function createPageSource(model: DocumentModel, files: ReaderFiles): PageSource {
  const pdf = lazily(async () => (await import('./pdf-source')).openPdf(files.url(model.originalSha256)))
  const images = lazily(async () =>
    (await import('./image-source')).createImageSource((n) => {
      const page = model.pages.find((one) => one.n === n)
      if (page && pictureOf(model, page) === 'service') return files.picture(n)
      return Promise.resolve(files.url(page?.image ?? model.originalSha256))
    }),
  )
  const sourceOf = (n: number) => {
    const page = model.pages.find((one) => one.n === n)
    const kind = page ? pictureOf(model, page) : null
    return kind === null ? null : kind === 'pdf' ? pdf : images
  }
  return {
    draw(request, signal) {
      const source = sourceOf(request.page)
      return source ? source.draw(request, signal) : Promise.reject(new Error('the page has no picture'))
    },
    forget: (page) => sourceOf(page)?.forget(page),
    close() {
      pdf.close()
      images.close()
    },
  }
}
