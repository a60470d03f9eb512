/** What a teiHeader says, as names and texts. */
import type { DocumentModel } from '#shared/contract'

/** Elements of the header whose text is kept, by their path below teiHeader; anything else is not read. */
const fields: Record<string, string> = {
  'fileDesc/titleStmt/title': 'title',
  'fileDesc/titleStmt/author': 'author',
  'fileDesc/titleStmt/editor': 'editor',
  'fileDesc/publicationStmt/publisher': 'publisher',
  'fileDesc/publicationStmt/date': 'published',
  'fileDesc/publicationStmt/availability/licence': 'licence',
  'fileDesc/publicationStmt/availability/p': 'licence',
  'fileDesc/sourceDesc/p': 'source',
  'fileDesc/sourceDesc/bibl': 'source',
  'profileDesc/creation/date': 'created',
  'profileDesc/textClass/keywords/term': 'subjects',
  'profileDesc/textClass/keywords/list/item': 'subjects',
  'profileDesc/textClass/keywords/item': 'subjects',
}

export interface TeiHeader {
  open(name: string, attributes: Readonly<Record<string, string>>): void
  text(text: string): void
  close(): void
  meta(): DocumentModel['meta']
}

/** Collects the fields above; a field that appears several times becomes a list. */
export function createTeiHeader(): TeiHeader {
  const path: string[] = []
  const found = new Map<string, string[]>()
  const open: { field: string; depth: number; text: string }[] = []

  const keep = (field: string, value: string) => {
    const text = value.replace(/\s+/g, ' ').trim()
    if (text !== '') found.set(field, [...(found.get(field) ?? []), text])
  }

  return {
    open(name, attributes) {
      path.push(name)
      const field = fields[path.join('/')]
      if (field) open.push({ field, depth: path.length, text: '' })
      const target = attributes['target']
      if (field === 'licence' && target) keep('licenceUri', target)
      if (name === 'language' && attributes['ident']) keep('language', attributes['ident'])
    },
    text(text) {
      const field = open.at(-1)
      if (field) field.text += text
    },
    close() {
      const field = open.at(-1)
      if (field?.depth === path.length) {
        keep(field.field, field.text)
        open.pop()
      }
      path.pop()
    },
    meta() {
      const entries = [...found].map(([field, values]): [string, string | string[]] => {
        const [only = ''] = values
        return [field, values.length === 1 ? only : values]
      })
      return Object.fromEntries(entries)
    },
  }
}
