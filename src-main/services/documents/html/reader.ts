/** From the elements of a page to blocks and marks. */
import type { DocumentModel } from '#shared/contract'
import { isSafeLink } from '../links'
import type { Container, ModelBuilder } from '../model-builder'
import { attributeOf, headingLevel, isBlock, isCode, isPreserved, isUnread, languageOf, marksOf } from './elements'
import { createFlow, type Place } from './flow'
import { createList, itemValue, type List } from './lists'
import { findNotes, noteTarget } from './notes'
import type { Pictures } from './pictures'
import { cellAttributes, rowsOf } from './tables'
import { type HtmlElement, walk } from './tree'

export interface BodyOptions {
  /** Language of the document: only blocks in another one say theirs. */
  lang: string | undefined
  /** The target of a link as it is kept, or null to keep only its words. */
  link(href: string): string | null
  /** Id of the anchor point of an element with an id. */
  anchor(id: string): string
  /** Elements that are left out with all that is in them. */
  without: ReadonlySet<HtmlElement>
  /** Every table is one; else those that only hold the page together are read as blocks. */
  tables: 'all' | 'data'
  pictures: Pictures
}

interface Frame extends Place {
  element: HtmlElement
  block: boolean
  /** Marks that end with the element. */
  marks: number
  lists: number
  quotes: number
  list: List | null
  /** Rows of the data table around, where one is. */
  rows: ReadonlySet<HtmlElement> | null
}

/** Writes what is below `body` to `builder`. */
export function readBody(body: HtmlElement, builder: ModelBuilder, options: BodyOptions): DocumentModel['warnings'] {
  const flow = createFlow(builder)
  const notes = findNotes(body)
  const taken = new Set<string>()
  let refused = 0
  let firstRefused = ''
  const stack: Frame[] = [
    {
      element: body,
      block: true,
      marks: 0,
      lists: 0,
      quotes: 0,
      list: null,
      rows: null,
      kind: 'para',
      level: 0,
      item: null,
      attrs: {},
      lang: otherLanguage(body, undefined),
      container: null,
      cell: null,
      preserved: isPreserved(body),
    },
  ]
  const top = (): Frame => {
    const frame = stack.at(-1)
    if (!frame) throw new Error('A page was left more often than entered.')
    return frame
  }

  function otherLanguage(element: HtmlElement, around: string | undefined): string | undefined {
    const own = languageOf(element)
    if (own === undefined) return around
    return own === options.lang ? undefined : own
  }

  function openLink(element: HtmlElement, frame: Frame): void {
    const href = element.attributes
      .get('href')
      ?.replace(/[\t\n\r]/g, '')
      .trim()
    if (href === undefined || href === '') return
    if (notes.references.has(element) && href.includes('#')) {
      const target = options.link(href)
      flow.openMark('note-ref', target === null ? undefined : noteTarget(target.replace(/^#/, '')))
    } else {
      const target = options.link(href)
      if (target === null || !isSafeLink(target)) {
        refused += 1
        firstRefused ||= href.slice(0, 80)
        flow.openMark('link')
      } else flow.openMark('link', target)
    }
    frame.marks += 1
  }

  function picture(element: HtmlElement): void {
    const { alt, image, small } = options.pictures.find(element)
    const place = top()
    if (small || flow.writing || place.cell || place.kind === 'heading') {
      flow.text(alt, place)
      if (image !== null && !small) flow.figureLater({ image })
    } else if (image !== null || alt !== '') flow.figure(alt, image === null ? {} : { image })
  }

  /** A drawing is a picture where it only wraps one, as covers of e-books do; its own lines and words are not read. */
  function drawing(element: HtmlElement): void {
    walk(element, {
      enter(inner) {
        if (inner.name === 'image') picture(inner)
        return !isUnread(inner)
      },
    })
  }

  /** The frame of a block element: what its text becomes. */
  function shape(frame: Frame, element: HtmlElement): void {
    const { name } = element
    const level = headingLevel(element)
    const note = notes.bodies.get(element)
    if (note !== undefined) {
      Object.assign(frame, { kind: 'note', level: 0, item: null, attrs: note === '' ? {} : { n: note } })
    } else if (level !== null) Object.assign(frame, { kind: 'heading', level, item: null, attrs: {} })
    else if (isCode(element)) {
      const language = /(?:^|\s)(?:language|lang|highlight-source)-([\w+#.-]+)/.exec(codeClasses(element))?.[1]
      Object.assign(frame, { kind: 'code', attrs: language === undefined ? {} : { language } })
    } else if (name === 'caption' || name === 'figcaption' || name === 'legend') {
      Object.assign(frame, { kind: 'caption', level: 0, item: null, attrs: {} })
    } else if (name === 'blockquote') {
      frame.quotes += 1
      Object.assign(frame, { kind: 'quote', level: frame.quotes > 1 ? frame.quotes : 0, item: null, attrs: {} })
    } else if (name === 'ul' || name === 'ol' || name === 'menu' || name === 'dir') {
      frame.list = createList(element)
      frame.lists += 1
      if (frame.kind !== 'note') Object.assign(frame, { kind: 'para', level: frame.lists, item: null, attrs: {} })
    } else if (name === 'li' && frame.kind !== 'note') {
      const marker = frame.list?.next(itemValue(element)) ?? '•'
      const item = { marker, begun: false }
      Object.assign(frame, { kind: 'listItem', level: Math.max(1, frame.lists), item, attrs: {} })
    } else if (name === 'dd' && frame.kind !== 'note') {
      frame.lists += 1
      Object.assign(frame, { kind: 'para', level: frame.lists, item: null, attrs: {} })
    }
  }

  function tableParts(frame: Frame, element: HtmlElement): void {
    const { name } = element
    if (frame.cell) return
    if (name === 'table' && frame.container) {
      // In the caption of a table: its words belong to that.
      frame.rows = null
    } else if (name === 'table') {
      const rows = rowsOf(element, options.tables === 'all')
      frame.rows = rows
      frame.container = rows ? { kind: 'table', parent: null } : null
    } else if (!frame.rows) return
    else if (name === 'tr' && frame.rows.has(element)) frame.container = rowIn(frame.container)
    else if ((name === 'td' || name === 'th') && frame.container?.kind === 'row') {
      frame.cell = builder.leaf('cell', { attrs: cellAttributes(element), ...languageOption(frame) }, frame.container)
      frame.cell.kept = true
      Object.assign(frame, { kind: 'para', level: 0, item: null, attrs: {} })
    }
  }

  function enter(element: HtmlElement): boolean {
    const around = top()
    const { name } = element
    if (name === 'br') {
      flow.breakLine(around)
      return false
    }
    if (name === 'img' || name === 'image') {
      if (!isUnread(element)) picture(element)
      return false
    }
    if (name === 'svg') {
      if (!isUnread(element)) drawing(element)
      return false
    }
    if (isUnread(element) || options.without.has(element) || notes.signs.has(element)) return false
    if (name === 'math' && attributeOf(element, 'alttext') !== '') {
      flow.text(attributeOf(element, 'alttext'), around)
      return false
    }
    if (name === 'annotation' || name === 'annotation-xml') return false

    const block = isBlock(element)
    const frame: Frame = { ...around, element, block, marks: 0, lang: otherLanguage(element, around.lang) }
    frame.preserved ||= isPreserved(element)
    if (block) {
      flow.edge(around)
      shape(frame, element)
      tableParts(frame, element)
      if (name === 'hr') return false
    }
    const id = attributeOf(element, 'id') || (name === 'a' ? attributeOf(element, 'name') : '')
    if (frame.cell && frame.cell !== around.cell) flow.beginCell(frame.cell)
    if (id !== '' && !taken.has(id)) {
      taken.add(id)
      flow.anchor(options.anchor(id), 'id', !block)
    }
    for (const kind of marksOf(element)) {
      flow.openMark(kind)
      frame.marks += 1
    }
    stack.push(frame)
    if (name === 'a') openLink(element, frame)
    else if (name === 'time') openDate(element, frame)
    else if (name === 'q') flow.text('“', frame)
    return true
  }

  function openDate(element: HtmlElement, frame: Frame): void {
    const date = /^\d{4}(?:-\d\d(?:-\d\d)?)?(?=$|[T ])/.exec(attributeOf(element, 'datetime'))?.[0]
    if (date === undefined) return
    flow.openMark('date', date)
    frame.marks += 1
  }

  function leave(element: HtmlElement): void {
    const frame = stack.pop()
    const around = top()
    if (!frame) return
    if (element.name === 'q') flow.text('”', frame)
    for (let open = frame.marks; open > 0; open -= 1) flow.closeMark()
    if (frame.cell && frame.cell !== around.cell) flow.endCell()
    if (frame.block) flow.edge(around)
  }

  walk(body, { text: ({ value }) => flow.text(value, top()), enter, leave })
  flow.edge(top())
  if (refused === 0) return []
  const which = refused === 1 ? 'One link was' : `${refused} links were`
  const message = `${which} not kept (first "${firstRefused}"): only http, https and mail links are, and those to places that are known.`
  return [{ code: 'link-removed', message }]
}

const rowIn = (table: Container | null): Container => ({ kind: 'row', parent: table })

const languageOption = ({ lang }: Frame) => (lang === undefined ? {} : { lang })

/** Classes of a code block and of the `code` in it. */
function codeClasses(element: HtmlElement): string {
  const inner = element.first?.type === 'element' && element.first.name === 'code' ? element.first : null
  return `${attributeOf(element, 'class')} ${inner ? attributeOf(inner, 'class') : ''}`
}
