/** Tesseract in WebAssembly, through the core of tesseract.js: one picture in, its lines and words out. */
import loadTesseract from 'tesseract.js-core/tesseract-core-simd-lstm.js'
import type { TesseractModule } from 'tesseract.js-core/tesseract-core-simd-lstm.js'
import * as v from 'valibot'
import { AppError, type RecognitionLanguage } from '#shared/contract'
import { readEngine, readLanguage } from './data-files'
import type { PageImage } from './grey'

const bbox = v.object({ x0: v.number(), y0: v.number(), x1: v.number(), y1: v.number() })
const found = { bbox, text: v.string(), confidence: v.number() }
const wordSchema = v.object(found)
const lineSchema = v.object({ ...found, words: v.array(wordSchema) })
const paragraphSchema = v.object({ ...found, lines: v.array(lineSchema) })
const answerSchema = v.object({
  blocks: v.optional(v.array(v.object({ paragraphs: v.optional(v.array(paragraphSchema), []) })), []),
})
/** In pixels of the turned picture; confidence in percent. */
export type FoundParagraph = v.InferOutput<typeof paragraphSchema>

export interface Engine {
  /** Paragraphs in reading order. Throws where the picture cannot be read; the engine begins anew then. */
  recognise(image: PageImage): Promise<FoundParagraph[]>
}

/** The neural engine alone: the data holds nothing for the older one. */
const neural = 1
/** Looks for columns, headings and pictures, but for no turned pages. */
const wholePage = '3'

/** An engine for texts in any of `languages`, the first weighing most. `alive` is called while it works. */
export function createEngine(languages: readonly RecognitionLanguage[], alive: () => void): Engine {
  let running: Promise<{ module: TesseractModule; api: InstanceType<TesseractModule['TessBaseAPI']> }> | null = null

  async function start() {
    const module = await loadTesseract({
      wasmBinary: readEngine(),
      // Standard output is the channel to the parent.
      print: () => undefined,
      printErr: () => undefined,
      TesseractProgress: alive,
    })
    for (const language of languages) module.FS.writeFile(`${language}.traineddata`, readLanguage(language))
    const api = new module.TessBaseAPI()
    if (api.Init(null, languages.join('+'), neural) !== 0) {
      const message = 'Character recognition could not begin: the data of a language is damaged. Install Avots anew.'
      throw new AppError('damaged', message, { languages: languages.join('+') })
    }
    api.SetVariable('tessedit_pageseg_mode', wholePage)
    return { module, api }
  }

  return {
    async recognise({ bytes, orientation }) {
      running ??= start()
      try {
        const { module, api } = await running
        module.FS.writeFile('/input', bytes)
        if (api.SetImageFile(orientation, 0) !== 0) throw new Error('its picture is damaged')
        if (api.Recognize(null) !== 0) throw new Error('the engine gave up')
        const { blocks } = v.parse(answerSchema, JSON.parse(api.GetJSONText()))
        api.Clear()
        module.FS.unlink('/input')
        return blocks.flatMap(({ paragraphs }) => paragraphs)
      } catch (error) {
        // After an abort the memory of the engine is no longer to be trusted.
        running = null
        throw error
      }
    },
  }
}
