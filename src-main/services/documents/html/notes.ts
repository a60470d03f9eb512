/** Notes of a page: which links refer to them, which elements hold them. */
import type { Mark } from '#shared/contract'
import { blockAt } from '#shared/domain/model'
import type { ModelParts } from '../format'
import { attributeOf, isBlock, rolesOf, textOf } from './elements'
import { elementsOf, type HtmlElement, type HtmlNode } from './tree'

export interface Notes {
  /** Elements that hold a note, with its sign where a reference shows one. */
  bodies: ReadonlyMap<HtmlElement, string>
  /** Links that refer to a note. */
  references: ReadonlySet<HtmlElement>
  /** Signs that lead from a note back to its reference, and other links that are no text. */
  signs: ReadonlySet<HtmlElement>
}

const noteRoles = ['doc-footnote', 'doc-endnote', 'footnote', 'endnote', 'rearnote', 'note']

/** Longest text of a link that is the sign of a note: "[12]", "*", "a". */
const longestSign = 8

function inSuperscript(element: HtmlElement): boolean {
  if (element.parent?.name === 'sup') return true
  for (let child = element.first; child; child = child.next) {
    if (child.type === 'element' ? child.name !== 'sup' : /\S/.test(child.type === 'text' ? child.value : ''))
      return false
  }
  return element.first !== null
}

/** The block that holds the note at which a link aims: the element itself, or the paragraph or item around a mere mark. */
function bodyAt(target: HtmlElement): HtmlElement | null {
  for (let at: HtmlElement | null = target; at && at.name !== 'body'; at = at.parent) {
    if (['li', 'p', 'dd', 'aside'].includes(at.name) || (at === target && at.name === 'div')) return at
    if (isBlock(at)) return null
  }
  return null
}

const isInside = (node: HtmlNode, around: HtmlElement): boolean => {
  for (let at: HtmlNode | null = node; at; at = at.parent) if (at === around) return true
  return false
}

/** Permanent links beside headings, and the arrows of notes: signs for the hand, not for the reader. */
const isSign = (text: string) => /^[\s¶§#^↑↩⏎↵\ufe0e\ufe0f🔗⬆]*$/u.test(text)

export function findNotes(body: HtmlElement): Notes {
  const ids = new Map<string, HtmlElement>()
  const links: { element: HtmlElement; id: string }[] = []
  const bodies = new Map<HtmlElement, string>()
  const references = new Set<HtmlElement>()
  const signs = new Set<HtmlElement>()
  for (const node of elementsOf(body)) {
    const id = attributeOf(node, 'id') || (node.name === 'a' ? attributeOf(node, 'name') : '')
    if (id !== '' && !ids.has(id)) ids.set(id, node)
    const roles = rolesOf(node)
    if (roles.some((role) => noteRoles.includes(role))) bodies.set(node, '')
    if (node.name !== 'a') continue
    const href = attributeOf(node, 'href')
    if (roles.includes('noteref') || roles.includes('doc-noteref')) references.add(node)
    if (!href.startsWith('#') || href.length < 2) continue
    links.push({ element: node, id: decodeFragment(href.slice(1)) })
  }
  for (const { element, id } of links) {
    const text = textOf(element)
    if (text.length > longestSign) continue
    if (isSign(text) || rolesOf(element).includes('doc-backlink')) {
      // A picture in the link is more than a sign.
      if (text !== '' || element.first === null) signs.add(element)
      continue
    }
    if (!references.has(element) && !inSuperscript(element)) continue
    const target = ids.get(id)
    const holder = target && (bodies.has(target) ? target : bodyAt(target))
    // A note lies behind its reference; a link in a note leads back.
    if (!holder || isInside(element, holder) || insideAny(element, bodies)) continue
    references.add(element)
    const sign = text.replace(/^[[(]|[\])]$/g, '')
    if (!bodies.get(holder)) bodies.set(holder, sign)
  }
  return { bodies, references, signs }
}

const insideAny = (node: HtmlNode, holders: ReadonlyMap<HtmlElement, string>): boolean => {
  for (let at = node.parent; at; at = at.parent) if (holders.has(at)) return true
  return false
}

/** A fragment of an address as the id that it means. */
export function decodeFragment(fragment: string): string {
  try {
    return decodeURIComponent(fragment)
  } catch {
    return fragment
  }
}

/** Target of a reference to a note, by the anchor point of the note, until the block of the note is known. */
export const noteTarget = (anchor: string) => `note:${anchor}`

/** References get the blocks of their notes as targets; those to places that hold no note become links. */
export function resolveNotes<T extends Pick<ModelParts, 'blocks' | 'marks' | 'anchors'>>(parts: T): T {
  const starts = new Map(parts.anchors.map(({ id, start }) => [id, start]))
  const marks = parts.marks.map((mark): Mark => {
    if (mark.kind !== 'note-ref' || mark.target?.startsWith('note:') !== true) return mark
    const anchor = mark.target.slice('note:'.length)
    const start = starts.get(anchor)
    const note = start === undefined ? null : blockAt(parts.blocks, start)
    if (note?.kind === 'note') return { ...mark, target: note.id }
    return { ...mark, kind: 'link', target: `#${anchor}` }
  })
  return { ...parts, marks }
}
