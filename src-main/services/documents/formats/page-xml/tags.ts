/** Tags that Transkribus and eScriptorium write into the attribute `custom` of a line: `person {offset:21; length:6;}`. */
import type { Mark } from '#shared/contract'
import { numberOf } from '../../ocr-pages'

/** A stretch of the text of a line. */
export interface LineTag {
  kind: Mark['kind']
  start: number
  end: number
  target?: string
  /** What it is joined by with the next line; a tag of its own for each that ends in its line. */
  tag: unknown
}

const kinds: Readonly<Record<string, Mark['kind']>> = {
  person: 'person',
  place: 'place',
  location: 'place',
  date: 'date',
  unclear: 'unclear',
  gap: 'gap',
  add: 'add',
  supplied: 'add',
}

const styles: Readonly<Record<string, Mark['kind']>> = {
  bold: 'bold',
  italic: 'italic',
  strikethrough: 'del',
  superscript: 'sup',
  subscript: 'sub',
}

/** The tags of a line of whose text `lead` characters are left out at the beginning; what says nothing of the text, or nothing that is known here, is left out. */
export function tagsOf(custom: string, lead: number): LineTag[] {
  return [...custom.matchAll(/([\w-]+)\s*\{([^}]*)\}/g)].flatMap(([, name = '', body = '']): LineTag[] => {
    const fields = new Map(
      body.split(';').map((field): [string, string] => {
        const [key = '', value = ''] = field.split(/:(.*)/)
        return [key.trim(), value.trim()]
      }),
    )
    const [start, length] = [numberOf(fields.get('offset')), numberOf(fields.get('length'))]
    if (start === null || length === null || start < 0 || length <= 0) return []
    const range = { start: start - lead, end: start - lead + length }
    if (name === 'textStyle') {
      return Object.entries(styles).flatMap(([key, kind]) =>
        fields.get(key) === 'true' ? [{ kind, ...range, tag: kind }] : [],
      )
    }
    const kind = kinds[name.toLowerCase()]
    if (!kind) return []
    return [{ kind, ...range, tag: fields.get('continued') === 'true' ? name : {} }]
  })
}
