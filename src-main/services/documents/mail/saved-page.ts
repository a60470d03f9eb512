/** A web page that was saved in the form of a mail (RFC 2557). */
import { AppError } from '#shared/contract'
import type { ExtractHints, ModelParts } from '../format'
import { readHtml } from '../html'
import { pictureType } from '../picture-type'
import { dayOf } from './date'
import { createWordReader, decodePart } from './headers'
import { contentIdOf, contentOf, type MimePart, readMime } from './mime'

const isPage = ({ type }: MimePart) => type === 'text/html' || type === 'application/xhtml+xml'

function leavesOf(part: MimePart): MimePart[] {
  return part.type.startsWith('multipart/') ? part.children.flatMap(leavesOf) : [part]
}

const locationOf = ({ fields }: MimePart) => fields.first('content-location').replace(/\s+/g, '')

/** Where the page was, without its fragment, or undefined where it was not on the web. */
function webAddress(location: string): string | undefined {
  return /^https?:/i.test(location) ? location.slice(0, 2000) : undefined
}

/** Address as the page writes it, made whole where that can be. */
function resolved(address: string, base: string): string {
  try {
    return new URL(address, base === '' ? undefined : base).href
  } catch {
    return address
  }
}

/**
 * The parts of a model from the page that the file is for; pages in frames of it are left out. Throws AppError of
 * `readMime` and `readHtml`, and `damaged` where there is no page.
 */
export async function readSavedPage(bytes: Uint8Array, hints: ExtractHints): Promise<ModelParts> {
  const name = hints.fileName ?? 'The page'
  const { root, truncated } = readMime(bytes, name)
  const leaves = leavesOf(root)
  const start = root.contentType.parameters.get('start')?.value
  const saved = root.fields.first('snapshot-content-location').replace(/\s+/g, '')
  const main =
    leaves.find((part) => isPage(part) && start !== undefined && part.fields.first('content-id') === start) ??
    leaves.find((part) => isPage(part) && saved !== '' && locationOf(part) === saved) ??
    leaves.find(isPage)
  if (!main)
    throw new AppError('damaged', `"${name}" has no page in it: it is no saved page, or a broken one.`, { name })

  const content = contentOf(main)
  const declared =
    main.contentType.parameters.get('charset')?.value ??
    /<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([\w.:-]+)/i.exec(
      Buffer.from(content.subarray(0, 4096)).toString('latin1'),
    )?.[1]
  const { text, encoding, how, warnings } = await decodePart(content, hints, declared)

  const location = locationOf(main) || saved
  const byAddress = new Map<string, MimePart>()
  for (const part of leaves) {
    const id = contentIdOf(part)
    if (id !== '') byAddress.set(`cid:${id}`, part)
    const own = locationOf(part)
    if (own === '') continue
    // The first of one name is meant, as a browser reads it.
    for (const address of [own, resolved(own, location)]) if (!byAddress.has(address)) byAddress.set(address, part)
  }
  const base = webAddress(location)
  const parts = readHtml(text, {
    name,
    mainText: true,
    picture: (address) => {
      const part = byAddress.get(address) ?? byAddress.get(resolved(address, location))
      if (!part) return null
      const picture = contentOf(part)
      const mediaType = pictureType(picture)
      if (mediaType === null) return null
      return { bytes: picture, role: 'figure', mediaType, from: address.slice(0, 1000) }
    },
    ...(base === undefined ? {} : { base }),
  })
  if (parts.text === '' && parts.blocks.length === 0) {
    const message = `"${name}" has no text: it is a frame around other pages, or is filled by programs that do not run here.`
    throw new AppError('empty', message, { name })
  }
  const frames = leaves.filter((part) => isPage(part) && part !== main).length
  if (frames > 0) {
    const message = `${frames} pages in frames of the page were left out; they stay in the original.`
    warnings.push({ code: 'frames-left-out', message })
  }
  if (truncated) warnings.push({ code: 'truncated', message: 'The file ends before all of its parts do.' })

  const words = await createWordReader(hints, declared)
  const title = words.text(root.fields.first('subject'))
  const accessed = dayOf(root.fields.first('date'))
  return {
    ...parts,
    meta: {
      ...(title === '' ? {} : { title }),
      ...(base === undefined ? {} : { source: base }),
      ...(accessed === null ? {} : { accessed }),
      ...parts.meta,
      encoding,
      encodingFrom: how,
    },
    warnings: [...warnings, ...parts.warnings],
  }
}
