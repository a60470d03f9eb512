/**
 * The boxes of the sections of a long text. A part of it in which nothing is drawn is one empty box as high as its
 * sections together: what the page has to lay out follows what is drawn, not how long the text is.
 */

/** Sections of one part. */
const SECTIONS = 32

/** In client coordinates. */
export interface Box {
  readonly top: number
  readonly bottom: number
}

export interface Parts {
  readonly elements: readonly HTMLElement[]
  /** Where a section lies, in the page or not. */
  box(index: number): Box
  /** Puts a section into the page, to be drawn in. */
  open(index: number): void
  /** Empties sections; they stay as high as they are. */
  close(indices: readonly number[]): void
  /** Heights of sections that are not open, in px. */
  setHeights(of: (index: number) => number): void
}

interface Part {
  readonly element: HTMLElement
  /** Indices of its sections, half-open. */
  readonly first: number
  readonly last: number
  readonly opened: Set<number>
}

/** `sections`: their elements; they are in the page while one of their part is open. */
export function createParts(sections: readonly HTMLElement[]): Parts {
  const heights = new Float64Array(sections.length)
  const parts: Part[] = []
  for (let first = 0; first < sections.length; first += SECTIONS) {
    const last = Math.min(sections.length, first + SECTIONS)
    parts.push({ element: document.createElement('div'), first, last, opened: new Set() })
  }
  const partOf = (index: number): Part => {
    const part = parts[Math.floor(index / SECTIONS)]
    if (!part) throw new Error(`no section ${index}`)
    return part
  }
  const heightOf = (index: number) => heights[index] ?? 0

  function sum(first: number, last: number): number {
    let height = 0
    for (let index = first; index < last; index += 1) height += heightOf(index)
    return height
  }

  /** What is not open has the height that is known of it. */
  function settle({ element, first, last, opened }: Part): void {
    if (opened.size === 0) element.style.height = `${sum(first, last)}px`
    else {
      for (let index = first; index < last; index += 1) {
        const section = sections[index]
        if (section && !opened.has(index)) section.style.height = `${heightOf(index)}px`
      }
    }
  }

  return {
    elements: parts.map(({ element }) => element),
    box(index) {
      const { element, first, opened } = partOf(index)
      const section = sections[index]
      if (section && opened.size > 0) return section.getBoundingClientRect()
      const top = element.getBoundingClientRect().top + sum(first, index)
      return { top, bottom: top + heightOf(index) }
    },
    open(index) {
      const part = partOf(index)
      const wasClosed = part.opened.size === 0
      part.opened.add(index)
      if (wasClosed) {
        part.element.style.height = ''
        part.element.append(...sections.slice(part.first, part.last))
        settle(part)
      }
      const section = sections[index]
      if (section) section.style.height = ''
    },
    close(indices) {
      // All are measured before the first changes.
      for (const index of indices) heights[index] = sections[index]?.getBoundingClientRect().height ?? 0
      const touched = new Set<Part>()
      for (const index of indices) {
        const part = partOf(index)
        part.opened.delete(index)
        sections[index]?.replaceChildren()
        touched.add(part)
      }
      for (const part of touched) {
        if (part.opened.size === 0) part.element.replaceChildren()
        settle(part)
      }
    },
    setHeights(of) {
      for (const part of parts) {
        for (let index = part.first; index < part.last; index += 1) {
          if (!part.opened.has(index)) heights[index] = of(index)
        }
        settle(part)
      }
    },
  }
}
