/** PDF.js in the extractor: loaded when the first PDF is read, without network, evaluated code and drawing. */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type * as PdfJsModule from 'pdfjs-dist/legacy/build/pdf.mjs'
import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { AppError } from '#shared/contract'
import { programPaths } from '../../../app'

export type PdfJs = typeof PdfJsModule
export type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'

/** The canvas classes that PDF.js looks for; nothing is drawn here, so empty ones do. */
const canvasClasses = ['DOMMatrix', 'ImageData', 'Path2D'] as const

async function load(): Promise<PdfJs> {
  // In front of the library, which would load a native canvas of 33 MB for them where one is installed.
  for (const name of canvasClasses) {
    if (!(name in globalThis)) Object.defineProperty(globalThis, name, { value: class {}, configurable: true })
  }
  // The worker part runs in this process, which is a child already; importing it announces it to the other part.
  await import('pdfjs-dist/legacy/build/pdf.worker.mjs')
  return import('pdfjs-dist/legacy/build/pdf.mjs')
}

let loading: Promise<PdfJs> | null = null

export function loadPdfJs(): Promise<PdfJs> {
  loading ??= load()
  return loading
}

/** Folder with `cmaps/`, `standard_fonts/` and `wasm/`: copied by the build, else the package itself. */
function dataFolder(): string {
  const built = join(programPaths().resources, 'pdfjs')
  if (existsSync(built)) return built
  return dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'))
}

export interface OpenPdf {
  document: PDFDocumentProxy
  close(): Promise<void>
}

/**
 * Opens a PDF. Throws AppError `password` where one is needed to read it (one that only forbids printing or changing
 * is none), `damaged` where no pages can be found in it. `name` is for the sentences.
 */
export async function openPdf(pdfjs: PdfJs, bytes: Uint8Array, name: string): Promise<OpenPdf> {
  const folder = dataFolder()
  const task = pdfjs.getDocument({
    // A copy: PDF.js takes the buffer away, and wants no Node buffer.
    data: new Uint8Array(bytes),
    verbosity: pdfjs.VerbosityLevel.ERRORS,
    isEvalSupported: false,
    enableXfa: false,
    disableFontFace: true,
    useSystemFonts: false,
    useWasm: false,
    // Pictures are not decoded: only text is read here.
    maxImageSize: 0,
    cMapUrl: `${folder}/cmaps/`,
    cMapPacked: true,
    standardFontDataUrl: `${folder}/standard_fonts/`,
    wasmUrl: `${folder}/wasm/`,
  })
  try {
    const document = await task.promise
    return { document, close: () => task.destroy() }
  } catch (cause) {
    await task.destroy().catch(() => undefined)
    if (cause instanceof Error && cause.name === 'PasswordException') {
      throw new AppError('password', `"${name}" is locked with a password. Save a copy without it and add that.`, {
        name,
      })
    }
    throw damaged(name, cause)
  }
}

/** The refusal of a file that PDF.js cannot read. */
export function damaged(name: string, cause: unknown): AppError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  const sentence = `"${name}" is no sound PDF: ${reason.replace(/\.$/, '')}.`
  return new AppError('damaged', sentence, { name, reason }, { cause })
}
