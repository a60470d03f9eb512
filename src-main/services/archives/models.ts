/** Models as they lie in an archive: JSON, positions apart, text beside them. */
import { isAscii } from 'node:buffer'
import { AppError, type DocumentModel } from '#shared/contract'
import { assertModel } from '../documents'
import { type CrateEdition, decodeBoxes, sha256Of } from './crate'

/** Largest JSON file of an archive that is read. */
export const maxJson = 256 * 1024 * 1024

const damaged = (name: string, reason: string) =>
  new AppError(
    'damaged',
    `The text of "${name}" in the archive is damaged: ${reason}. Ask for a new copy of the archive.`,
    { name, reason },
  )

/** What is given as bytes, in letters. Where all are of ASCII, nothing has to be decoded. */
const lettersOf = (json: string | Buffer): string =>
  typeof json === 'string' ? json : json.toString(isAscii(json) ? 'latin1' : 'utf8')

/**
 * A model from its stored JSON, as letters or in UTF-8, without the positions. Throws AppError `damaged`,
 * `model-invalid`, `version-newer`.
 */
export function parseModel(json: string | Buffer, name: string): DocumentModel {
  const letters = lettersOf(json)
  let value: unknown
  try {
    value = JSON.parse(letters)
  } catch {
    throw damaged(name, 'it is not JSON')
  }
  assertModel(value, name)
  if (sha256Of(value.text) !== value.textSha256) throw damaged(name, 'its text has another checksum than it says')
  return value
}

/** Puts the positions back. */
export function withBoxes(model: DocumentModel, json: string | Buffer, name: string): DocumentModel {
  const letters = lettersOf(json)
  let boxes: DocumentModel['boxes'] | null = null
  try {
    boxes = decodeBoxes(JSON.parse(letters))
  } catch {
    // Null is refused below.
  }
  if (!boxes) throw damaged(name, 'its positions cannot be read')
  const whole = { ...model, boxes }
  assertModel(whole, name)
  return whole
}

/**
 * A model with its positions, compared with the plain text beside it. `read` gives the bytes of a payload file, or null
 * where there is none.
 */
export async function readModelFrom(
  read: (inside: string) => Promise<Buffer | null>,
  edition: CrateEdition,
  name: string,
): Promise<DocumentModel> {
  const present = async (path: string) => {
    const bytes = await read(`data/${path}`)
    if (!bytes) throw damaged(name, `${path} is missing`)
    return bytes
  }
  const model = parseModel(await present(edition.modelPath), name)
  if (sha256Of(await present(edition.textPath)) !== model.textSha256)
    throw damaged(name, 'text.txt and the model differ')
  if (edition.boxesPath === null) return model
  return withBoxes(model, await present(edition.boxesPath), name)
}
