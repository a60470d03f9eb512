/** The state of a group: what text in it looks like and where it goes. */
import type { Leaf } from '../../model-builder'

export type Destination = 'text' | 'silent' | 'fonts' | 'styles' | 'info' | 'instruction' | 'marker' | 'bookmark'

export interface Group {
  destination: Destination
  bold: boolean
  italic: boolean
  position: 'sup' | 'sub' | null
  revision: 'add' | 'del' | null
  hidden: boolean
  font: number
  /** Characters after `\u` that stand for it in old readers. */
  fallback: number
  lang: number
  style: number
  /** Heading level that the paragraph itself has. */
  outline: number | null
  inTable: boolean
  link: string | null
  /** Name of the field of `\info` whose text this is. */
  field: string | null
  /** The note that ends with this group, and what goes on after it. */
  note: { outer: Leaf | null } | null
}

export const initialGroup: Group = {
  destination: 'text',
  bold: false,
  italic: false,
  position: null,
  revision: null,
  hidden: false,
  font: -1,
  fallback: 1,
  lang: 0,
  style: 0,
  outline: null,
  inTable: false,
  link: null,
  field: null,
  note: null,
}

/** Sets what a formatting word sets; false for any other word. */
export function applyFormatting(group: Group, word: string, value: number | null): boolean {
  const on = value !== 0
  switch (word) {
    case 'uc':
      group.fallback = Math.min(8, Math.max(0, value ?? 1))
      return true
    case 'f':
      group.font = value ?? -1
      return true
    case 'plain':
      Object.assign(group, { bold: false, italic: false, position: null, hidden: false, font: -1, revision: null })
      return true
    case 'b':
      group.bold = on
      return true
    case 'i':
      group.italic = on
      return true
    case 'super':
      group.position = on ? 'sup' : null
      return true
    case 'sub':
      group.position = on ? 'sub' : null
      return true
    case 'nosupersub':
      group.position = null
      return true
    case 'v':
      group.hidden = on
      return true
    case 'revised':
      group.revision = on ? 'add' : null
      return true
    case 'deleted':
      group.revision = on ? 'del' : null
      return true
    case 'lang':
      group.lang = value ?? 0
      return true
    case 'pard':
      Object.assign(group, { inTable: false, style: 0, outline: null })
      return true
    case 's':
      group.style = value ?? 0
      return true
    case 'outlinelevel':
      group.outline = value !== null && value < 9 ? Math.min(6, value + 1) : null
      return true
    case 'intbl':
      group.inTable = true
      return true
    default:
      return false
  }
}
