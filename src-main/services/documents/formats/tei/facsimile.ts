/** Page images of a TEI file: the graphics of its facsimile, and the page breaks that point at them (P5, chapter 12). */
import type { DocumentModel } from '#shared/contract'

type Attributes = Readonly<Record<string, string>>

interface Surface {
  url: string
  /** Pixels; 0 where the file does not say. */
  width: number
  height: number
}

interface Break {
  label: string
  surface: Surface
}

export interface TeiFacsimile {
  open(name: string, attributes: Attributes): void
  close(name: string): void
  /** A page begins; the anchor points with source `pb` are in the same order. */
  pageBreak(attributes: Attributes): void
  /** None where no page has an image. `images` names the image of each page as the file does, '' where there is none. */
  pages(anchors: DocumentModel['anchors'], text: string): { pages: DocumentModel['pages']; images: string[] } | null
}

/** Pixels of `1200px` or `1200`; any other unit tells nothing of the image. */
const pixels = (text: string | undefined) => Number(/^\s*(\d+(?:\.\d+)?)\s*(?:px)?\s*$/.exec(text ?? '')?.[1] ?? 0)

export function createTeiFacsimile(): TeiFacsimile {
  /** By the id of the surface, and of everything in it. */
  const surfaces = new Map<string, Surface>()
  const stack: Surface[] = []
  const breaks: { label: string; facs: string }[] = []
  let inside = 0

  function surfaceOf(facs: string): Surface {
    const [first = ''] = facs.trim().split(/\s+/)
    if (!first.startsWith('#')) return { url: first, width: 0, height: 0 }
    return surfaces.get(first.slice(1)) ?? { url: '', width: 0, height: 0 }
  }

  return {
    open(name, a) {
      if (name === 'facsimile' || name === 'sourceDoc') inside += 1
      if (inside === 0) return
      const id = a['xml:id']
      if (name === 'surface') {
        stack.push({ url: '', width: pixels(a['lrx']) - pixels(a['ulx']), height: pixels(a['lry']) - pixels(a['uly']) })
      }
      const surface = stack.at(-1)
      if (name === 'graphic' && a['url']) {
        const graphic = { url: a['url'], width: pixels(a['width']), height: pixels(a['height']) }
        // Of several sizes of one page the first counts.
        if (surface && surface.url === '') surface.url = graphic.url
        if (id) surfaces.set(id, surface ? { ...surface, url: graphic.url } : graphic)
      } else if (id && surface) surfaces.set(id, surface)
    },
    close(name) {
      if (inside === 0) return
      if (name === 'surface') stack.pop()
      if (name === 'facsimile' || name === 'sourceDoc') inside -= 1
    },
    pageBreak(a) {
      breaks.push({ label: a['n'] ?? '', facs: a['facs'] ?? '' })
    },
    pages(anchors, text) {
      const found = breaks.map(({ label, facs }): Break => ({ label, surface: surfaceOf(facs) }))
      if (found.every(({ surface }) => surface.url === '')) return null
      const starts = anchors.filter(({ source }) => source === 'pb').map(({ start }) => start)
      return {
        pages: found.map(({ label, surface: { width, height } }, index) => {
          const end = starts[index + 1] ?? text.length
          // A break between paragraphs stands where the first one ends.
          const blank = /^\s*/.exec(text.slice(starts[index], end))?.[0].length ?? 0
          const start = Math.min(end, (starts[index] ?? text.length) + blank)
          const size = width > 0 && height > 0 ? { width, height } : { width: 0, height: 0 }
          return { n: index + 1, label: label || String(index + 1), start, end, ...size, unit: 'px' }
        }),
        images: found.map(({ surface }) => surface.url),
      }
    },
  }
}
