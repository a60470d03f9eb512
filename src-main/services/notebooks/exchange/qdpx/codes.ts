/** Tags as codes of REFI-QDA, in projects and in code books. */
import { type Colour, colours, type Tag } from '#shared/contract'
import { elementsOf, type XmlElement } from '../../../documents'
import type { ForeignTag } from '../format'
import { idOf } from '../identity'
import type { Losses } from '../losses'
import type { XmlWriter } from '../xml-writer'

/** The fills of the light theme; RGB is all that a code has. */
const rgb: Record<Colour, string> = { A: '#FFECAD', B: '#CAE9BB', C: '#A4D9EC', D: '#E7AEC8', E: '#AEAED8' }

const letterOf = (colour: string | undefined): Colour | null =>
  colours.find((letter) => rgb[letter] === colour?.trim().toUpperCase()) ?? null

export const guid = (id: string) => idOf('refi-qda', id)

/** `Codes` with the tree of tags; write it only where there are some, for the schema wants at least one. */
export function writeCodes(xml: XmlWriter, tags: readonly Tag[]): void {
  const ids = new Set(tags.map(({ id }) => id))
  const write = (tag: Tag) => {
    const attributes = {
      guid: guid(tag.id),
      name: tag.name,
      isCodable: true,
      color: tag.colour === null ? undefined : rgb[tag.colour],
    }
    const below = tags.filter(({ parentId }) => parentId === tag.id)
    if (tag.note === '' && below.length === 0) return xml.empty('Code', attributes)
    xml.open('Code', attributes)
    if (tag.note !== '') xml.text('Description', tag.note)
    below.forEach(write)
    xml.close()
  }
  xml.open('Codes')
  tags.filter(({ parentId }) => !ids.has(parentId)).forEach(write)
  xml.close()
}

/** Text of an element as it stands, white space and all. */
export const rawText = (element: XmlElement | undefined): string =>
  element?.children.map((child) => (typeof child === 'string' ? child : rawText(child))).join('') ?? ''

export const guidOf = (element: XmlElement, name = 'guid'): string =>
  (element.attributes[name] ?? '')
    .trim()
    .replace(/^\{|\}$/g, '')
    .toLowerCase()

/** Codes below `parent`, with those below them. */
export function readCodes(codes: XmlElement | undefined, losses: Losses, parent = ''): ForeignTag[] {
  if (!codes) return []
  return elementsOf(codes, 'Code').flatMap((code) => {
    const key = guidOf(code)
    const { name = '', color } = code.attributes
    if (key === '' || name.trim() === '') return []
    const colour = letterOf(color)
    if (color !== undefined && colour === null) losses.add('code-colour', null, { tag: name })
    const note = rawText(elementsOf(code, 'Description')[0]).trim()
    return [{ key, parent, name, colour, note }, ...readCodes(code, losses, key)]
  })
}
