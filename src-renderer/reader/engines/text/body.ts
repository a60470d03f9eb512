/**
 * The part of a text that is drawn. Short texts are drawn whole. Of long ones only the sections near the window are in
 * the page, and those that something holds on to: the ends of the selection, the caret, a field that is written in.
 * The line under the reader's eye stays where it is when estimated heights turn into measured ones.
 */
import type { DocumentModel, Range as TextRange } from '#shared/contract'
import { type BuildOptions, createBuilder, type Leaf } from './build'
import { firstWhere } from '../../first-where'
import type { Run } from './offsets'
import { type Box, createParts, type Parts } from './parts'
import { isLongText } from '../../long'
import { sectionsOf } from './prepared'
import type { SectionPlan, Unit } from './sections'

/** Leaves in one element of the section, e.g. the cells of a table. Indices into `leaves`, inclusive. */
export interface Group {
  readonly element: Element
  readonly first: number
  last: number
}

export interface DrawnSection {
  readonly leaves: readonly Leaf[]
  readonly runs: readonly Run[]
  readonly groups: readonly Group[]
}

export interface Section {
  readonly index: number
  readonly start: number
  readonly end: number
  /** Where it is on the screen, drawn or not. */
  box(): Box
  /** Null while it is empty. */
  readonly drawn: DrawnSection | null
}

export interface TextBody {
  readonly sections: readonly Section[]
  /** The section that an offset belongs to. */
  sectionAt(offset: number): Section
  /** Drawn leaves in order. */
  leaves(): Leaf[]
  /**
   * Draws what is near the window, takes away what is far. After a jump only what is seen is drawn: `rest` says that more
   * is to be done in a later frame.
   */
  update(): { readonly changed: boolean; readonly rest: boolean }
  /** Draws the sections of these offsets now. They stay only if `held` names them. */
  draw(offsets: readonly number[]): void
  /** Lines may have another height: estimates are made anew where they have. Whoever calls keeps the place. */
  relayout(): void
  /** What is drawn without a gap around the window. */
  extent(): TextRange
}

export interface BodyPort {
  readonly content: HTMLElement
  readonly scroller: HTMLElement
  readonly model: DocumentModel
  readonly build: BuildOptions
  /** Everything is drawn at once and stays. */
  readonly whole: boolean
  /** What is drawn first. */
  readonly at: number
  /** Offsets whose sections stay drawn. */
  held(): readonly number[]
  /** Other letters are drawn now. */
  changed(runs: readonly Run[]): void
}

/** Heights of the window drawn before and after it, and kept there. Well ahead, for screen readers read on. */
const AHEAD = 1.5
/** After a jump, in the first frame. */
const AT_ONCE = 0.25
const KEPT = 4

interface Own {
  readonly index: number
  readonly start: number
  readonly end: number
  readonly element: HTMLElement
  readonly plan: SectionPlan
  box(): Box
  drawn: DrawnSection | null
}

export function createBody(port: BodyPort): TextBody {
  const { content, scroller, model } = port
  const isLong = isLongText(model)
  const plans = isLong ? sectionsOf(model) : [joined(sectionsOf(model))]
  const build = createBuilder(model, port.build)
  /** Only where sections come and go. */
  let parts: Parts | null = null
  const sections = plans.map((plan, index): Own => {
    const element = isLong ? sectionElement(port.whole) : content
    return {
      index,
      start: plan.start,
      end: plans[index + 1]?.start ?? model.text.length,
      element,
      plan,
      box: () => parts?.box(index) ?? element.getBoundingClientRect(),
      drawn: null,
    }
  })
  const drawn = new Set<Own>()
  /** Height of what is not drawn, in px for each unit of weight. */
  let ratio = 0
  let measuredFor = ''

  /** Index of the first section for which `test`, false and then true, holds. */
  const firstSection = (test: (section: Own) => boolean) =>
    firstWhere(sections.length, (index) => {
      const section = sections[index]
      return section !== undefined && test(section)
    })

  const sectionAt = (offset: number): Own => {
    const section = sections[Math.max(0, firstSection(({ start }) => start > offset) - 1)]
    if (!section) throw new Error('a text has at least one section')
    return section
  }

  function drawSection(section: Own): void {
    if (section.drawn) return
    parts?.open(section.index)
    const { leaves, runs } = build(section.element, section.plan.units)
    section.drawn = { leaves, runs, groups: groupsOf(section.element, leaves) }
    drawn.add(section)
  }

  function takeAway(far: readonly Own[]): void {
    parts?.close(far.map(({ index }) => index))
    for (const section of far) {
      section.drawn = null
      drawn.delete(section)
    }
  }

  const inOrder = () => [...drawn].sort((a, b) => a.index - b.index)
  const tell = () => port.changed(inOrder().flatMap((section) => section.drawn?.runs ?? []))

  /** What the height of lines hangs on. */
  function measure(): string {
    const { fontFamily, fontSize, lineHeight } = getComputedStyle(content)
    return [content.clientWidth, fontFamily, fontSize, lineHeight].join()
  }

  /** Estimates the heights of all that is not drawn, or that the browser has not laid out, from what is. */
  function estimate(): void {
    measuredFor = measure()
    let height = 0
    let weight = 0
    for (const section of port.whole ? near(0).slice(0, 1) : drawn) {
      // Before the first frame nothing is laid out yet.
      section.element.style.contentVisibility = 'visible'
      height += section.element.getBoundingClientRect().height
      section.element.style.contentVisibility = ''
      weight += section.plan.weight
    }
    ratio = weight > 0 && height > 0 ? height / weight : ratio || 0.4
    const heightOf = (section: Own | undefined) => Math.round((section?.plan.weight ?? 0) * ratio)
    parts?.setHeights((index) => heightOf(sections[index]))
    if (!port.whole) return
    for (const section of sections) {
      section.element.style.setProperty('contain-intrinsic-block-size', `auto ${heightOf(section)}px`)
    }
  }

  /** Changes heights and scrolls so that the line at the top of the window stays there. */
  function keepingPlace(change: () => void): void {
    if (scroller.scrollTop <= 0) return change()
    const top = scroller.getBoundingClientRect().top
    const section = sections[firstSection((one) => one.box().bottom > top)]
    if (!section) return change()
    const leaf = section.drawn?.leaves.find(({ element }) => element.getBoundingClientRect().bottom > top)
    const boxOf = () => (leaf ? leaf.element.getBoundingClientRect() : section.box())
    const before = boxOf()
    const share = Math.max(0, top - before.top) / Math.max(1, before.bottom - before.top)
    change()
    if (leaf && !leaf.element.isConnected) return
    const after = boxOf()
    const by = before.top > top ? after.top - before.top : after.top + share * (after.bottom - after.top) - top
    if (Math.abs(by) >= 1) scroller.scrollTop += by
  }

  /** Sections between `before` px above the window and as much below it. */
  function near(before: number): Own[] {
    const view = scroller.getBoundingClientRect()
    const found: Own[] = []
    const from = firstSection((section) => section.box().bottom > view.top - before)
    for (let index = from; index < sections.length; index += 1) {
      const section = sections[index]
      if (!section || section.box().top >= view.bottom + before) break
      found.push(section)
    }
    return found
  }

  function held(): Set<Own> {
    const kept = new Set<Own>()
    for (const offset of port.held()) {
      // The caret may step into the section beside its own.
      const { index } = sectionAt(offset)
      for (const one of sections.slice(Math.max(0, index - 1), index + 2)) kept.add(one)
    }
    return kept
  }

  const isUsed = ({ element }: Own) =>
    element.contains(document.activeElement) || element.querySelector('.rd-slot textarea, .rd-slot input') !== null

  function update(): { changed: boolean; rest: boolean } {
    if (!isLong || port.whole) return { changed: false, rest: false }
    let changed = false
    const height = Math.max(600, scroller.clientHeight)
    const keep = held()
    const seen = near(0)
    const jumped = seen.length > 0 && seen.every((section) => !section.drawn)
    // Again where estimates were too high: more of the text is near then.
    for (let round = 0; round < 4; round += 1) {
      const wanted = near(height * (jumped ? AT_ONCE : AHEAD))
      const missing = [...wanted, ...keep].filter((section) => !section.drawn)
      if (missing.length === 0) break
      keepingPlace(() => missing.forEach(drawSection))
      changed = true
    }
    if (jumped) {
      tell()
      return { changed, rest: true }
    }
    const around = new Set(near(height * KEPT))
    const far = [...drawn].filter((section) => !around.has(section) && !keep.has(section) && !isUsed(section))
    if (far.length > 0) {
      takeAway(far)
      changed = true
    }
    if (changed) tell()
    return { changed, rest: false }
  }

  function draw(offsets: readonly number[]): void {
    const missing = new Set(offsets.map(sectionAt).filter((section) => !section.drawn))
    if (missing.size === 0) return
    keepingPlace(() => missing.forEach(drawSection))
    tell()
  }

  content.replaceChildren()
  if (isLong) {
    const elements = sections.map(({ element }) => element)
    if (!port.whole) parts = createParts(elements)
    // The place is kept here; the browser must not do it a second time.
    content.style.setProperty('overflow-anchor', 'none')
    content.append(...(parts?.elements ?? elements))
  }
  for (const section of port.whole || !isLong ? sections : [sectionAt(port.at)]) drawSection(section)
  tell()

  return {
    sections,
    sectionAt,
    leaves: () => inOrder().flatMap((section) => section.drawn?.leaves ?? []),
    update,
    draw,
    relayout() {
      if (isLong && measure() !== measuredFor) estimate()
    },
    extent() {
      if (!isLong || port.whole) return { start: 0, end: model.text.length }
      const [middle] = near(0)
      if (!middle) return { start: 0, end: 0 }
      let first = middle.index
      let last = middle.index
      while (sections[first - 1]?.drawn) first -= 1
      while (sections[last + 1]?.drawn) last += 1
      return { start: sections[first]?.start ?? 0, end: sections[last]?.end ?? model.text.length }
    },
  }
}

/** All units as one section. */
function joined(plans: readonly SectionPlan[]): SectionPlan {
  return { start: 0, units: plans.flatMap(({ units }): readonly Unit[] => units), weight: 0 }
}

function sectionElement(whole: boolean): HTMLElement {
  const element = document.createElement('div')
  element.className = whole ? 'rd-chunk' : 'rd-section'
  return element
}

function groupsOf(root: HTMLElement, leaves: readonly Leaf[]): Group[] {
  const groups: Group[] = []
  leaves.forEach((leaf, index) => {
    let element: Element = leaf.element
    while (element.parentElement && element.parentElement !== root) element = element.parentElement
    const last = groups[groups.length - 1]
    if (last?.element === element) last.last = index
    else groups.push({ element, first: index, last: index })
  })
  return groups
}
