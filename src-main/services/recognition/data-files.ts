/** Where engine, page renderer and language data lie: copied by the build, else the packages themselves. */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { AppError, type RecognitionLanguage } from '#shared/contract'
import { programPaths } from '../app'

const built = (name: string) => join(programPaths().resources, 'ocr', name)

function packaged(name: string, inside: string): string {
  const require = createRequire(import.meta.url)
  return join(dirname(require.resolve(`${name}/package.json`)), inside)
}

function read(name: string, fallback: () => string): Buffer {
  const path = existsSync(built(name)) ? built(name) : fallback()
  try {
    return readFileSync(path)
  } catch (cause) {
    const message = `Character recognition needs the file "${name}", which is not there. Install Avots anew.`
    throw new AppError('not-found', message, { name, path }, { cause })
  }
}

/** The engine in WebAssembly: one build for all hosts, so that the same image gives the same text everywhere. */
export const readEngine = () =>
  read('tesseract-core-simd-lstm.wasm', () => packaged('tesseract.js-core', 'tesseract-core-simd-lstm.wasm'))

/** PDFium in WebAssembly. */
export const readPdfium = () =>
  read('pdfium.wasm', () => createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm'))

/** Data of a language, unpacked. Russian is no package of its own: `resources/ocr/README.md` says where it is from. */
export function readLanguage(language: RecognitionLanguage): Buffer {
  const name = `${language}.traineddata.gz`
  const fallback = () =>
    language === 'rus'
      ? join(dirname(dirname(programPaths().programs)), 'resources', 'ocr', name)
      : packaged(`@tesseract.js-data/${language}`, join('4.0.0_best_int', name))
  return gunzipSync(read(name, fallback))
}
