/** The exchange formats, found by their folders, and which one a file is. */
import { AppError, type NoteFormat } from '#shared/contract'
import type { ExchangeFormat, InFile } from './format'
import { isZip, unpackFiles } from './packing'

const modules = import.meta.glob<{ format: ExchangeFormat }>('./*/index.ts', { eager: true })
export const exchangeFormats = Object.values(modules).map(({ format }) => format)

export function formatOf(id: NoteFormat): ExchangeFormat {
  const format = exchangeFormats.find((one) => one.id === id)
  if (!format) throw new AppError('unknown-option', `There is no format "${id}" for notes.`, { format: id })
  return format
}

const extensionOf = (name: string) => /\.([^.\\/]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''

/** By content, else by name. Throws AppError `unsupported-format`. */
export function formatFor(files: readonly InFile[]): ExchangeFormat {
  for (const file of files) {
    const format = exchangeFormats.find((one) => one.recognises(file))
    if (format) return format
  }
  for (const { name } of files) {
    const format = exchangeFormats.find((one) => one.extensions.includes(extensionOf(name)))
    if (format) return format
  }
  const name = files[0]?.name ?? ''
  const known = exchangeFormats.map(({ label }) => label).join(', ')
  throw new AppError(
    'unsupported-format',
    `"${name}" holds notes in no format that can be read. Known are: ${known}.`,
    { name, known },
  )
}

/** The files of a zip that is no project: an export of several files, put together for the way. */
export async function unfold(files: readonly InFile[]): Promise<InFile[]> {
  const unfolded: InFile[] = []
  for (const file of files) {
    const isProject = exchangeFormats.some((one) => one.id === 'qdpx' && one.recognises(file))
    if (!isZip(file.bytes) || isProject) unfolded.push(file)
    else
      unfolded.push(
        ...(await unpackFiles(file, (path) => /\.(?:md|markdown|csv|tsv|json|jsonld|xml|tei)$/i.test(path))),
      )
  }
  return unfolded
}
