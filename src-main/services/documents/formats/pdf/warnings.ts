/** What a reader is told about a PDF of which not everything could be taken. */
import type { ModelParts } from '../../format'

export interface Findings {
  text: string
  pages: number
  /** Numbers of the pages without any letters. */
  empty: readonly number[]
  /** Numbers of the pages that could not be read, and why. */
  failed: ReadonlyMap<number, string>
  isXfa: boolean
  hasScript: boolean
  hasWordBoxes: boolean
  attached: number
  leftOut: number
}

/** Letters that no reader can make out: no character at all, or one that only this font knows. */
const unreadable = /[\ufffd\ue000-\uf8ff]/g

const numbers = (list: readonly number[]) => list.slice(0, 20).join(', ') + (list.length > 20 ? ', …' : '')

export function warningsOf(found: Findings): ModelParts['warnings'] {
  const warnings: ModelParts['warnings'] = []
  const warn = (code: string, message: string) => warnings.push({ code, message })
  const { text, pages, empty, failed } = found

  if (text === '' && failed.size < pages) {
    warn('no-text-layer', 'The PDF has no text layer: its pages are pictures. Character recognition can give it one.')
  } else if (empty.length > 0) {
    warn(
      'pages-without-text',
      `${empty.length} of ${pages} pages have no text layer (${numbers(empty)}). Character recognition can give them one.`,
    )
  }
  const [first] = failed
  if (first) {
    const [page, reason] = first
    warn(
      'page-not-read',
      `${failed.size} of ${pages} pages could not be read (${numbers([...failed.keys()])}). On page ${page}: ${reason}`,
    )
  }
  if ((text.match(unreadable)?.length ?? 0) > 0.1 * text.replace(/\s/g, '').length) {
    warn(
      'text-unreliable',
      'Many letters of the text layer have no meaning outside the fonts of the file. Character recognition gives a better text.',
    )
  }
  if (found.isXfa) warn('form-not-read', 'The PDF is a form in XFA, which is not read: only its plain pages are.')
  if (found.hasScript) warn('script-not-run', 'The PDF contains scripts. They are never run.')
  if (found.attached > 0) {
    warn(
      'attachments-taken',
      found.attached === 1
        ? 'The PDF has an attached file; it became a document of its own.'
        : `The PDF has ${found.attached} attached files; they became documents of their own.`,
    )
  }
  if (found.leftOut > 0) {
    warn('attachments-left-out', `${found.leftOut} attached files were left out: together they are too large.`)
  }
  if (!found.hasWordBoxes) {
    warn(
      'line-boxes-only',
      'The document is very long: the places of its lines are kept, those of single words are not.',
    )
  }
  return warnings
}
