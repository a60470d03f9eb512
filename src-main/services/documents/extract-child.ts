/** The program of the extractor's child process: a request over IPC, one line of JSON on standard output. */
import { writeSync } from 'node:fs'
import * as v from 'valibot'
import { isAppError } from '#shared/contract'
import { extractDocument } from './extract'
import { requestSchema } from './extractor'

function answer(message: unknown): unknown {
  try {
    const { bytes, hints } = v.parse(requestSchema, message)
    const { fileName, format: chosen, lang, title } = hints
    const { model, format } = extractDocument(Buffer.from(bytes, 'base64'), {
      ...(fileName === undefined ? {} : { fileName }),
      ...(chosen === undefined ? {} : { format: chosen }),
      ...(lang === undefined ? {} : { lang }),
      ...(title === undefined ? {} : { title }),
    })
    return { ok: true, model, format: format.id, storedExtension: format.storedExtension }
  } catch (error) {
    if (isAppError(error)) {
      return { ok: false, error: { code: error.code, message: error.message, details: error.details } }
    }
    const reason = error instanceof Error ? error.message : String(error)
    const sentence = `The document could not be read: its extractor failed (${reason}).`
    return { ok: false, error: { code: 'damaged', message: sentence, details: { reason } } }
  }
}

/** Writes all of it: a pipe takes what it has room for. */
function write(line: string): void {
  let rest = Buffer.from(`${line}\n`)
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest))
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error
    }
  }
}

process.on('message', (message) => write(JSON.stringify(answer(message))))
process.on('disconnect', () => process.exit(0))
