/** Pages of a PDF, drawn by PDF.js: no network but our own files, no scripts, no evaluated code. */
import {
  AnnotationMode,
  getDocument,
  InvalidPDFException,
  PDFDataRangeTransport,
  type PDFDocumentProxy,
  type PDFPageProxy,
  PDFWorker,
  RenderingCancelledException,
  VerbosityLevel,
} from 'pdfjs-dist/legacy/build/pdf.mjs'
import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.mjs?url'
import { PageError } from './failure'
import type { DrawRequest, PageSource } from './source'

/** Bytes that are asked for at once. */
const CHUNK = 256 * 1024
/** A picture inside a PDF with more pixels is left out: formats.md section 5. */
const MOST_PIXELS = 100_000_000

/** What the build puts beside the page; from the package itself where nothing was built. */
const dataFolder = () => new URL(import.meta.env.DEV ? '/node_modules/pdfjs-dist/' : 'pdfjs/', document.baseURI).href

/** The file piece by piece, through `fetch`: PDF.js itself knows ranges of http addresses only. */
class FileTransport extends PDFDataRangeTransport {
  readonly #url: string
  readonly #ended = new AbortController()
  readonly #failed: (reason: Error) => void

  constructor(url: string, length: number, initial: Uint8Array | null, failed: (reason: Error) => void) {
    super(length, initial, initial?.length === length)
    this.#url = url
    this.#failed = failed
  }

  override requestDataRange(begin: number, end: number): void {
    fetch(this.#url, { headers: { range: `bytes=${begin}-${end - 1}` }, signal: this.#ended.signal })
      .then(async (answer) => {
        if (answer.status !== 206) throw new Error(`the file could not be read (${answer.status})`)
        this.onDataRange(begin, new Uint8Array(await answer.arrayBuffer()))
      })
      .catch((error: unknown) => {
        if (!this.#ended.signal.aborted) this.#failed(new PageError('unread', error))
      })
  }

  override abort(): void {
    this.#ended.abort()
  }
}

interface Beginning {
  readonly length: number
  readonly bytes: Uint8Array
}

/** The first bytes and the length; the whole file where ranges are not understood. */
async function beginningOf(url: string): Promise<Beginning> {
  const answer = await fetch(url, { headers: { range: `bytes=0-${CHUNK - 1}` } })
  if (!answer.ok) throw new Error(`the file could not be read (${answer.status})`)
  const bytes = new Uint8Array(await answer.arrayBuffer())
  const total = /\/(\d+)$/.exec(answer.headers.get('content-range') ?? '')?.[1]
  return { bytes, length: answer.status === 206 && total !== undefined ? Number(total) : bytes.length }
}

/** Opens the PDF at an address of this host. Rejects with what says why it cannot. */
export async function openPdf(url: string): Promise<PageSource> {
  const { bytes, length } = await beginningOf(url).catch((error: unknown) => {
    throw new PageError('unread', error)
  })
  const port = new Worker(workerUrl, { type: 'module' })
  const worker = PDFWorker.create({ port, verbosity: VerbosityLevel.ERRORS })
  let isBroken = false
  let fail: (reason: Error) => void = () => undefined
  const failed = new Promise<never>((_, reject) => {
    fail = (reason) => {
      isBroken = true
      reject(reason)
    }
  })
  failed.catch(() => undefined)
  const folder = dataFolder()
  const task = getDocument({
    range: new FileTransport(url, length, bytes, fail),
    rangeChunkSize: CHUNK,
    disableAutoFetch: true,
    disableStream: true,
    worker,
    verbosity: VerbosityLevel.ERRORS,
    isEvalSupported: false,
    enableXfa: false,
    disableFontFace: true,
    useSystemFonts: false,
    maxImageSize: MOST_PIXELS,
    useWorkerFetch: true,
    cMapUrl: `${folder}cmaps/`,
    cMapPacked: true,
    standardFontDataUrl: `${folder}standard_fonts/`,
    wasmUrl: `${folder}wasm/`,
    iccUrl: `${folder}iccs/`,
  })

  function close(): void {
    void task.destroy().catch(() => undefined)
    worker.destroy()
    port.terminate()
  }

  let pdf: PDFDocumentProxy
  try {
    pdf = await Promise.race([task.promise, failed])
  } catch (error) {
    close()
    throw error instanceof InvalidPDFException ? new PageError('damaged', error) : error
  }
  const pages = new Map<number, Promise<PDFPageProxy>>()
  function pageOf(n: number): Promise<PDFPageProxy> {
    const page = pages.get(n) ?? pdf.getPage(n)
    pages.set(n, page)
    page.catch(() => pages.delete(n))
    return page
  }

  return {
    async draw(request, signal) {
      const page = await Promise.race([pageOf(request.page), failed])
      signal.throwIfAborted()
      return Promise.race([drawPage(page, request, signal), failed])
    },
    forget(n) {
      const page = pages.get(n)
      pages.delete(n)
      void page?.then((known) => known.cleanup()).catch(() => undefined)
    },
    isBroken: () => isBroken,
    close,
  }
}

async function drawPage(page: PDFPageProxy, request: DrawRequest, signal: AbortSignal): Promise<HTMLCanvasElement> {
  const { part, rotation } = request
  const turned = (page.rotate + rotation) % 360
  const plain = page.getViewport({ scale: 1, rotation: turned })
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(part.w))
  canvas.height = Math.max(1, Math.round(part.h))
  const viewport = page.getViewport({
    scale: request.width / plain.width,
    rotation: turned,
    offsetX: -part.x,
    offsetY: -part.y,
  })
  const task = page.render({ canvas, viewport, annotationMode: AnnotationMode.ENABLE })
  const stop = () => task.cancel()
  signal.addEventListener('abort', stop)
  try {
    await task.promise
  } catch (error) {
    canvas.width = canvas.height = 0
    if (error instanceof RenderingCancelledException) signal.throwIfAborted()
    throw error
  } finally {
    signal.removeEventListener('abort', stop)
  }
  return canvas
}
