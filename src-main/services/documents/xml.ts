/** The gate in front of every XML reader: limits and entities (formats.md sections 5 and 7). */
import { SaxesParser } from 'saxes'
import { AppError } from '#shared/contract'
import { type Decoded, decodeText } from './decode'
import type { ExtractHints } from './format'

const maxDepth = 256
const maxAttributes = 1000
const maxAttributeLength = 1024 * 1024
const chunkLength = 64 * 1024

export interface XmlHandler {
  /** `name` without its prefix; attributes under their full names (`xml:id`). */
  open(name: string, attributes: Readonly<Record<string, string>>): void
  close(name: string): void
  text(text: string): void
}

/** The HTML Latin-1 names, U+00A0 to U+00FF in order: old TEI and EAD 2002 use them without declaring them. */
const latin1Names = (
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro ' +
  'para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil ' +
  'Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave ' +
  'Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml ' +
  'igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute ' +
  'thorn yuml'
).split(' ')

const localName = (name: string) => name.slice(name.indexOf(':') + 1)

/** What may stand in front of the root element (XML 1.0, production 22); also a comment that is cut off. */
const prolog = /^(?:\s+|<\?[^]*?\?>|<!--[^]*?(?:-->|$)|<!DOCTYPE[^[>]*(?:\[[^]*?\]\s*)?>)*/i

/**
 * The root element of a file's beginning (`Probe.start`): its name without prefix, and its tag as written. Null where
 * text stands in front of it: that is a text about XML.
 */
export function rootElement(start: string): { name: string; tag: string } | null {
  const rest = start.slice(prolog.exec(start)?.[0].length ?? 0)
  const match = /^<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)(?=[\s>/])[^>]*/.exec(rest)
  return match ? { name: match[1] ?? '', tag: match[0] } : null
}

/** The text of an XML file, by its marks or the encoding in its declaration (see decodeText). */
export function decodeXml(bytes: Uint8Array, hints: ExtractHints): Promise<Decoded> {
  const declaration = Buffer.from(bytes.subarray(0, 200)).toString('latin1')
  return decodeText(bytes, hints, /^\s*<\?xml[^>]*encoding=["']([\w.-]+)["']/.exec(declaration)?.[1])
}

/**
 * Reads `source` and tells `handler` what it finds. The DTD is ignored: only the five predefined, numeric and Latin-1
 * entities are resolved, any other is refused (`xml-entity`), which ends entity bombs and external entities. Throws
 * AppError `too-deep`, `too-many-nodes`, `damaged` (with line and column). `name` is for the sentence. Returns the
 * prefixes of elements that nothing binds.
 */
export function readXml(source: string, handler: XmlHandler, name: string): string[] {
  const bound = new Set(['xml'])
  const used = new Set<string>()
  // Prefixes are cut off, not resolved: real files use some that they never bind.
  const parser = new SaxesParser({ xmlns: false, position: true })
  latin1Names.forEach((entity, index) => (parser.ENTITIES[entity] = String.fromCharCode(0xa0 + index)))
  let depth = 0
  let attributes = 0

  parser.on('error', (error) => {
    const place = { name, line: parser.line, column: parser.column }
    if (/entity/i.test(error.message)) {
      throw new AppError(
        'xml-entity',
        `"${name}" uses an entity at line ${parser.line} that is not one of the standard ones. Replace it by its character and add the file again.`,
        place,
      )
    }
    const reason = error.message.replace(/^\d+:\d+: /, '').replace(/\.$/, '')
    throw new AppError('damaged', `"${name}" is not well-formed XML at line ${parser.line}: ${reason}.`, {
      ...place,
      reason,
    })
  })
  parser.on('opentagstart', () => {
    attributes = 0
    depth += 1
    if (depth > maxDepth) {
      throw new AppError('too-deep', `"${name}" has elements nested more than ${maxDepth} deep.`, {
        name,
        limit: maxDepth,
        found: depth,
      })
    }
  })
  parser.on('attribute', ({ name: attribute, value }) => {
    if (attribute.startsWith('xmlns:')) bound.add(attribute.slice(6))
    attributes += 1
    const refuse = (what: string, limit: number, found: number) =>
      new AppError('too-many-nodes', `"${name}" has ${what} ${limit}; ${found} were found at line ${parser.line}.`, {
        name,
        limit,
        found,
      })
    if (attributes > maxAttributes) throw refuse('more attributes on one element than', maxAttributes, attributes)
    if (value.length > maxAttributeLength)
      throw refuse('an attribute with more characters than', maxAttributeLength, value.length)
  })
  parser.on('opentag', (tag) => {
    const colon = tag.name.indexOf(':')
    if (colon > 0) used.add(tag.name.slice(0, colon))
    handler.open(localName(tag.name), tag.attributes)
  })
  parser.on('closetag', (tag) => {
    depth -= 1
    handler.close(localName(tag.name))
  })
  parser.on('text', (text) => handler.text(text))
  parser.on('cdata', (text) => handler.text(text))

  for (let at = 0; at < source.length; at += chunkLength) parser.write(source.slice(at, at + chunkLength))
  parser.close()
  return [...used].filter((prefix) => !bound.has(prefix))
}
