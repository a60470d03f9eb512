/** PDF.js, loaded when the first pages are shown. No evaluation of code, no network but the host's own files. */
import type { PDFDocumentProxy } from 'pdfjs-dist'
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url'

export type { PDFDocumentProxy, RenderTask } from 'pdfjs-dist'

export interface OpenedPdf {
  document: PDFDocumentProxy
  close(): Promise<void>
}

/** Opens the PDF at an address of the host. Rejects when it cannot be read or `signal` ended it. */
export async function openPdf(url: string, signal: AbortSignal): Promise<OpenedPdf> {
  const { getDocument, GlobalWorkerOptions } = await import('pdfjs-dist')
  GlobalWorkerOptions.workerSrc = workerUrl
  signal.throwIfAborted()
  const task = getDocument({
    url,
    isEvalSupported: false,
    enableXfa: false,
    useWasm: false,
    useSystemFonts: false,
    // The file is small and lies on this computer: it is read in one piece.
    disableRange: true,
    disableStream: true,
    disableAutoFetch: true,
  })
  const stop = () => void task.destroy()
  signal.addEventListener('abort', stop)
  try {
    const document = await task.promise
    return { document, close: () => task.destroy() }
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
