/** Recognition in a child process without network; a page that takes the child down is given up, the others go on. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { isAppError, type RecognitionLanguage } from '#shared/contract'
import type { StartChild } from '../children'
import { createChildExtractor, extractedOf, type ExtractLimits, type Extractor } from '../documents'
import { type PageResult, toldSchema } from './protocol'

/** As of the extractor, but for what takes long and much: the pixels of a page, and thousands of pages. */
export const recognitionLimits: ExtractLimits = {
  // The engine gives signs of life line by line.
  timeout: 180_000,
  longest: 24 * 60 * 60 * 1000,
  heap: 512,
  memory: 2560,
  answer: 256 * 1024 * 1024,
  recycle: 20,
}

/** Pages of one document that may take a child down before the document is given up. */
const mostCrashes = 5
const crashes = new Set(['timeout', 'crashed', 'out-of-memory'])

/** `done` pages of `pages` are recognised. */
export type OnPage = (done: number, pages: number) => void

/**
 * An extractor over `<programs>/recognise-child.js` that recognises instead of reading. Where the program is not built
 * (tests of single modules), it works in this process.
 */
export function createRecogniser(
  programs: string,
  startChild: StartChild,
  languages: readonly RecognitionLanguage[],
  onPage: OnPage,
  limits: Partial<ExtractLimits> = {},
): Extractor {
  const program = join(programs, 'recognise-child.js')
  if (!existsSync(program)) return createInProcess(languages, onPage)
  const child = createChildExtractor(program, startChild, { ...recognitionLimits, ...limits })
  return {
    async extract(input, hints) {
      const done = new Map<number, PageResult>()
      for (let tries = 0; ; tries += 1) {
        let page: number | null = null
        try {
          return await child.extract(input, hints, {
            task: { languages, done: [...done] },
            onMessage(message) {
              const told = v.safeParse(toldSchema, message)
              if (!told.success) return
              page = told.output.page
              if (told.output.result) {
                done.set(page, told.output.result)
                page = null
              }
              onPage(done.size, told.output.pages)
            },
          })
        } catch (error) {
          if (!isAppError(error) || !crashes.has(error.code) || page === null || tries >= mostCrashes) throw error
          const why = error.code === 'timeout' ? 'it took too long' : `the engine broke down (${error.code})`
          done.set(page, { failure: why })
        }
      }
    },
    close: () => child.close(),
  }
}

function createInProcess(languages: readonly RecognitionLanguage[], onPage: OnPage): Extractor {
  return {
    async extract(input, hints) {
      const bytes = input instanceof Uint8Array ? input : await readFile(input.path)
      let done = 0
      // The engine and all that goes with it, which the hosts do without.
      const { recogniseDocument } = await import('./recognise')
      const document = await recogniseDocument(
        bytes,
        hints,
        { languages: [...languages], done: [] },
        {
          alive: () => undefined,
          tell({ pages, result }) {
            if (result) done += 1
            onPage(done, pages)
          },
        },
      )
      return extractedOf(document)
    },
    close: () => Promise.resolve(),
  }
}
