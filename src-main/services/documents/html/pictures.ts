/** Pictures of a page: found, told by their bytes, kept once. */
import { createHash } from 'node:crypto'
import type { DocumentModel } from '#shared/contract'
import type { EmbeddedResource } from '../format'
import { pictureType } from '../picture-type'
import { attributeOf } from './elements'
import type { HtmlElement } from './tree'

/** All pictures of one document together; what is beyond it stays in the original only. */
const maxBytes = 128 * 1024 * 1024
/** Longest alternative text that is read as one, in UTF-16 code units. */
const maxAlternative = 2000
/** Pixels a side up to which a picture is part of a line: signs, flags, formulas. */
const small = 32
/** Bytes below which a picture in the page itself only keeps the place of one that loads later. */
const placeholder = 100

/** The bytes behind the address of a picture as it stands in the page, or null where the file has them not. */
export type PictureSource = (address: string) => EmbeddedResource | null

/** The picture in a `data:` address, or null. */
function dataPicture(address: string): EmbeddedResource | null {
  const found = /^data:image\/[a-z0-9.+-]+((?:;[a-z0-9=-]+)*),/i.exec(address)
  if (!found) return null
  const body = address.slice(found[0].length)
  const encoded = /;base64$/i.test(found[1] ?? '')
  let bytes: Buffer
  try {
    bytes = encoded ? Buffer.from(decodeURIComponent(body), 'base64') : Buffer.from(decodeURIComponent(body), 'utf8')
  } catch {
    return null
  }
  const mediaType = pictureType(bytes)
  return mediaType === null ? null : { bytes, role: 'figure', mediaType, from: 'data:' }
}

export interface FoundPicture {
  alt: string
  /** SHA-256 of the bytes, or null where they are not in the file. */
  image: string | null
  /** Stands in a line of text. */
  small: boolean
}

export interface Pictures {
  /** What an `img`, or the `image` of a drawing, shows. */
  find(element: HtmlElement): FoundPicture
  readonly resources: readonly EmbeddedResource[]
  warnings(): DocumentModel['warnings']
}

/** Addresses of a picture in the order in which they are tried: pages that load late keep the true one aside. */
function* addressesOf(element: HtmlElement): Generator<string> {
  for (const name of ['src', 'href', 'data-src', 'data-original', 'data-lazy-src']) {
    const address = attributeOf(element, name)
    if (address !== '') yield address
  }
  const first = /^\S+/.exec(attributeOf(element, 'srcset'))?.[0]
  if (first) yield first.replace(/,$/, '')
}

/** Collects pictures over one or several pages of a document. */
export function createPictures(source: PictureSource = () => null): Pictures {
  const resources: EmbeddedResource[] = []
  const known = new Map<string, string | null>()
  const hashes = new Set<string>()
  const missing = new Set<string>()
  const left = new Set<string>()
  let total = 0

  function take(address: string): string | null {
    const before = known.get(address)
    if (before !== undefined) return before
    const resource = dataPicture(address) ?? source(address)
    let hash: string | null = null
    if (resource && (resource.bytes.length >= placeholder || !address.startsWith('data:'))) {
      hash = createHash('sha256').update(resource.bytes).digest('hex')
      if (hashes.has(hash)) {
        // The same picture under another address.
      } else if (total + resource.bytes.length > maxBytes) {
        left.add(hash)
        hash = null
      } else {
        total += resource.bytes.length
        hashes.add(hash)
        resources.push(resource)
      }
    }
    known.set(address, hash)
    return hash
  }

  return {
    resources,
    find(element) {
      const sides = [attributeOf(element, 'width'), attributeOf(element, 'height')].filter((side) => side !== '')
      const within = (limit: number) => sides.length > 0 && sides.every((side) => Number.parseInt(side, 10) <= limit)
      if (within(1)) return { alt: '', image: null, small: true }
      const alt = attributeOf(element, 'alt') || attributeOf(element, 'aria-label') || attributeOf(element, 'title')
      const addresses = [...addressesOf(element)]
      let image: string | null = null
      for (const address of addresses) if ((image = take(address)) !== null) break
      const outside = addresses.find((address) => !address.startsWith('data:'))
      if (image === null && outside !== undefined) missing.add(outside)
      return { alt: alt.slice(0, maxAlternative).replace(/\s+/g, ' '), image, small: within(small) }
    },
    warnings() {
      const found: DocumentModel['warnings'] = []
      const [first = ''] = missing
      if (first !== '') {
        const shown = `"${first.slice(0, 80)}"`
        const which = missing.size === 1 ? `The picture ${shown} is` : `${missing.size} pictures (first ${shown}) are`
        found.push({ code: 'image-missing', message: `${which} not part of the document.` })
      }
      if (left.size > 0) {
        const message = `${left.size} pictures were left in the original: together they are larger than ${maxBytes} bytes.`
        found.push({ code: 'image-left-out', message })
      }
      return found
    },
  }
}
