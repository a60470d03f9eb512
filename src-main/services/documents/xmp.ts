/**
 * XMP packets (ISO 16684-1) as they stand in PDFs and images: simple properties and lists of the top level, under their
 * usual prefixes.
 */
import { SaxesParser } from 'saxes'

/** Longer packets are not read; real ones take a few kilobytes. */
const maxLength = 4 * 1024 * 1024
const maxDepth = 64

/** Values by property in lower case (`dc:title`), in order; of texts in several languages, the default one first. */
export type XmpProperties = ReadonlyMap<string, readonly string[]>

/** What a packet says; of a broken one, what stands in front of the fault. Never throws. */
export function readXmp(packet: string): XmpProperties {
  const found = new Map<string, string[]>()
  if (packet.length > maxLength) return found
  const parser = new SaxesParser({ xmlns: false })
  const path: string[] = []
  let property = ''
  let text = ''
  let isDefault = false
  let items = 0

  const add = (name: string, value: string, first = false) => {
    const trimmed = value.replace(/\s+/g, ' ').trim()
    if (trimmed === '') return
    const list = found.get(name) ?? []
    if (first) list.unshift(trimmed)
    else list.push(trimmed)
    found.set(name, list)
  }
  let failed = false
  parser.on('error', () => {
    failed = true
  })
  parser.on('opentag', ({ name, attributes }) => {
    if (failed) return
    const lower = name.toLowerCase()
    path.push(lower)
    if (path.length > maxDepth) failed = true
    if (lower === 'rdf:description' && path.at(-2) === 'rdf:rdf') {
      for (const [key, value] of Object.entries(attributes)) {
        if (/^(?!xmlns|rdf:)[^:]+:/i.test(key)) add(key.toLowerCase(), value)
      }
    } else if (path.at(-2) === 'rdf:description' && path.at(-3) === 'rdf:rdf') {
      property = lower
      items = 0
    } else if (lower === 'rdf:li') {
      isDefault = attributes['xml:lang'] === 'x-default'
      items += 1
    }
    text = ''
  })
  parser.on('text', (piece) => {
    text += piece
  })
  parser.on('closetag', () => {
    if (failed) return
    const name = path.pop()
    // A list stands directly in its property; what lies deeper is a structure.
    if (name === 'rdf:li' && path.at(-2) === property) add(property, text, isDefault)
    else if (name === property && items === 0) add(property, text)
    if (name === property && path.at(-1) === 'rdf:description') property = ''
    text = ''
  })
  try {
    // What follows the packet is padding.
    parser.write(packet.replace(/^[^<]+/, '').replace(/(<\/(?:x:xmpmeta|x:xapmeta|rdf:RDF)>)[^]*$/, '$1')).close()
  } catch {
    // The properties in front of the fault stay.
  }
  return found
}
