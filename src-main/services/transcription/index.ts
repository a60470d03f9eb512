/** The text that a reader wrote beside a picture, as the text of its document. */
import { createHash } from 'node:crypto'
import { AppError, type DocumentModel, formatIdOf } from '#shared/contract'
import { assertModel, type Extractor, modelOfPlainText } from '../documents'

/** What stands in stored models behind the source format, as `jpeg+transcription@1`. */
const transcriber = 'transcription@1'
/** Warnings of the reading of a picture that a transcription answers. */
const answered = new Set(['no-text-layer'])

/**
 * An extractor that reads the picture with `reading`, and takes `text` for its text: paragraphs between empty lines.
 * Throws AppError `unsupported-format` for what is not one picture, `empty` for a text without a letter, and as the
 * source format does.
 */
export function createTranscriber(reading: Extractor, text: string): Extractor {
  return {
    async extract(input, hints) {
      const read = await reading.extract(input, hints)
      const name = hints.fileName ?? 'The picture'
      return { ...read, model: transcribed(read.model, text, name) }
    },
    close: () => reading.close(),
  }
}

function transcribed(picture: DocumentModel, written: string, name: string): DocumentModel {
  const [page] = picture.pages
  if (!picture.mediaType.startsWith('image/') || !page || picture.pages.length > 1) {
    const message = `"${name}" is not one picture. A transcription is written beside a single picture.`
    throw new AppError('unsupported-format', message, { name })
  }
  if (written.trim() === '') throw new AppError('empty', `The transcription of "${name}" has no words.`, { name })
  const { text, blocks } = modelOfPlainText(written)
  const model: DocumentModel = {
    ...picture,
    extractor: `${formatIdOf(picture.extractor)}+${transcriber}`,
    warnings: picture.warnings.filter(({ code }) => !answered.has(code)),
    text,
    textSha256: createHash('sha256').update(text).digest('hex'),
    blocks,
    marks: [],
    anchors: [],
    boxes: [],
    pages: [{ ...page, start: 0, end: text.length }],
  }
  assertModel(model, name)
  return model
}
