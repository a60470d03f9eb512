/** Saved pages: which parts are the frame around the text (navigation, header, footer), and may be left out. */
import { isUnread, rolesOf } from './elements'
import { type HtmlElement, walk } from './tree'

export interface PageFrame {
  /** Elements of the frame; empty where the page does not say which part is its text. */
  parts: ReadonlySet<HtmlElement>
  /** Characters of text in the frame, and in the whole page, white space aside. */
  left: number
  total: number
}

const frameNames = new Set(['nav', 'header', 'footer', 'aside'])
const frameRoles = ['navigation', 'banner', 'contentinfo', 'complementary', 'search']

interface Weight {
  all: number
  /** Outside of links: a list of links is no text to read. */
  plain: number
}

/** Text in every element, in one walk. */
function weigh(body: HtmlElement): Map<HtmlElement, Weight> {
  const weights = new Map<HtmlElement, Weight>()
  const add = (element: HtmlElement, all: number, plain: number) => {
    const weight = weights.get(element)
    if (weight) {
      weight.all += all
      weight.plain += plain
    } else weights.set(element, { all, plain })
  }
  walk(body, {
    text({ value, parent }) {
      let length = 0
      for (let at = 0; at < value.length; at += 1) if (value.charCodeAt(at) > 0x20) length += 1
      if (parent) add(parent, length, length)
    },
    enter: (element) => !isUnread(element),
    leave(element) {
      const own = weights.get(element)
      if (own && element.parent) add(element.parent, own.all, element.name === 'a' ? 0 : own.plain)
    },
  })
  return weights
}

const hasRole = (element: HtmlElement, roles: readonly string[]) =>
  rolesOf(element).some((role) => roles.includes(role))

const isNavigation = (element: HtmlElement) => element.name === 'nav' || hasRole(element, ['navigation', 'search'])

const isFrame = (element: HtmlElement) => frameNames.has(element.name) || hasRole(element, frameRoles)

/**
 * The frame of a page in which one `main` or `article` holds more than half of the text that is not in links; without
 * such an element nothing is the frame, for what a page does not say is not guessed.
 */
export function findFrame(body: HtmlElement): PageFrame {
  const weights = weigh(body)
  const weightOf = (element: HtmlElement): Weight => weights.get(element) ?? { all: 0, plain: 0 }
  const whole = weightOf(body)
  const chosen: { text: HtmlElement | null } = { text: null }
  walk(body, {
    enter(element) {
      if (isUnread(element)) return false
      const named = element.name === 'main' || element.name === 'article' || hasRole(element, ['main'])
      if (named && (!chosen.text || weightOf(element).plain > weightOf(chosen.text).plain)) chosen.text = element
      return true
    },
  })
  const { text } = chosen
  if (!text || weightOf(text).plain * 2 <= whole.plain) return { parts: new Set(), left: 0, total: whole.all }

  const around = new Set<HtmlElement>()
  for (let at: HtmlElement | null = text; at; at = at.parent) around.add(at)
  const parts = new Set<HtmlElement>()
  let left = 0
  let inside = false
  walk(body, {
    enter(element) {
      if (element === text) inside = true
      if (!around.has(element) && (inside ? isNavigation(element) : isFrame(element))) {
        parts.add(element)
        left += weightOf(element).all
        return false
      }
      return true
    },
    leave(element) {
      if (element === text) inside = false
    },
  })
  return { parts, left, total: whole.all }
}
