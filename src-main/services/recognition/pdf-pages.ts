/**
 * Pages of a PDF as pictures, drawn by PDFium in WebAssembly: scans (also JPEG 2000, JBIG2, CCITT, in layers and
 * strips) and letters without meaning. No native code, no fonts of the system, no scripts.
 */
import { init, type WrappedPdfiumModule } from '@embedpdf/pdfium'
import { AppError } from '#shared/contract'
import { readPdfium } from './data-files'
import { greyFile, type PageImage } from './grey'
import type { PageSource } from './pages'

/** What the engine was trained for. */
const dotsPerInch = 300
/** Pixels of one page: an A3 page at 300 dots has 17 million. */
const mostPixels = 40_000_000
/** PDFium: 8-bit grey; draw annotations; draw in grey. */
const [formatGrey, drawAnnotations, drawGrey] = [1, 0x01, 0x08]
const white = 0xffffffff

let loading: Promise<WrappedPdfiumModule> | null = null

async function load(): Promise<WrappedPdfiumModule> {
  const file = readPdfium()
  const wasmBinary = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer
  const pdfium = await init({ wasmBinary, print: () => undefined, printErr: () => undefined })
  pdfium.PDFiumExt_Init()
  return pdfium
}

/** Throws AppError `damaged` where PDFium finds no document. */
export async function openPdfPages(bytes: Uint8Array, name: string): Promise<PageSource> {
  loading ??= load()
  const pdfium = await loading
  const { malloc, free } = pdfium.pdfium.wasmExports
  const memory = () => pdfium.pdfium.HEAPU8
  const file = malloc(bytes.length)
  memory().set(bytes, file)
  const document = pdfium.FPDF_LoadMemDocument(file, bytes.length, '')
  if (document === 0) {
    free(file)
    const message = `"${name}" could not be drawn: it is no sound PDF (error ${pdfium.FPDF_GetLastError()}).`
    throw new AppError('damaged', message, { name })
  }

  function draw(page: number): PageImage {
    const [across, down] = [pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)]
    if (!(across > 0 && down > 0)) throw new Error('the page has no size')
    const scale = Math.min(dotsPerInch / 72, Math.sqrt(mostPixels / (across * down)))
    const [width, height] = [Math.max(1, Math.floor(across * scale)), Math.max(1, Math.floor(down * scale))]
    const bitmap = pdfium.FPDFBitmap_CreateEx(width, height, formatGrey, 0, 0)
    if (bitmap === 0) throw new Error('there is no memory for its picture')
    try {
      pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, white)
      pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, drawAnnotations | drawGrey)
      const [rows, stride] = [pdfium.FPDFBitmap_GetBuffer(bitmap), pdfium.FPDFBitmap_GetStride(bitmap)]
      const pixels = memory().subarray(rows, rows + stride * height)
      return { bytes: greyFile(pixels, width, height, stride), width, height, orientation: 1 }
    } finally {
      pdfium.FPDFBitmap_Destroy(bitmap)
    }
  }

  return {
    image(n) {
      const page = pdfium.FPDF_LoadPage(document, n - 1)
      if (page === 0) throw new Error('PDFium finds no such page')
      try {
        return draw(page)
      } catch (error) {
        // An abort leaves the memory of the module in disorder: the next document gets a new one.
        if (error instanceof Error && error.name === 'RuntimeError') loading = null
        throw error
      } finally {
        pdfium.FPDF_ClosePage(page)
      }
    },
    close() {
      pdfium.FPDF_CloseDocument(document)
      free(file)
    },
  }
}
