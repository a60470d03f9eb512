/** From TEI elements to blocks and marks. One leaf block at a time; what TEI nests inside it becomes marks. */
import type { ModelParts } from '../../format'
import {
  type BlockKind,
  type Container,
  type Leaf,
  type LeafOptions,
  type MarkKind,
  ModelBuilder,
} from '../../model-builder'
import { createTeiFacsimile } from './facsimile'
import { createTeiHeader } from './header'
import type { XmlHandler } from '../../xml'

type Attributes = Readonly<Record<string, string>>

/** Blocks that hold text, and the kind that they become. A `p` inside a container takes the container's kind. */
const leaves: Record<string, BlockKind> = {
  head: 'heading',
  p: 'para',
  ab: 'para',
  l: 'verse',
  opener: 'para',
  closer: 'para',
  salute: 'para',
  signed: 'para',
  dateline: 'para',
  byline: 'para',
  trailer: 'para',
  titlePart: 'heading',
  docAuthor: 'para',
  docDate: 'para',
  speaker: 'para',
  stage: 'para',
  label: 'para',
  figDesc: 'caption',
  cell: 'cell',
}

/** Elements around blocks that decide what a paragraph inside them is. */
const containers: Record<string, BlockKind> = {
  item: 'listItem',
  quote: 'quote',
  cit: 'quote',
  note: 'note',
  epigraph: 'quote',
}

/** What is part of the sentence when it stands inside a paragraph. */
const inlineInText = new Set(['quote', 'cit', 'label', 'stage', 'docDate', 'docAuthor', 'figure', 'l'])

/** Of the readings in a `choice` or `app`, those that are left out: the text as it stands in the source is kept. */
const dropped = new Set(['corr', 'reg', 'expan', 'rdg', 'fw'])

const ignored = new Set(['teiHeader', 'facsimile', 'sourceDoc', 'standOff', 'graphic', 'desc'])

interface Frame {
  name: string
  /** A mark of the current leaf ends with this element. */
  mark: boolean
  /** This element began a leaf; `outer` is the one to go on with after it. */
  began: boolean
  outer: Leaf | null
  /** A list item whose first block is there: what follows in it has no marker of its own. */
  marked: boolean
  /** Text after this element belongs to another block. */
  structure: boolean
  /** What paragraphs inside become. */
  kind: BlockKind | null
  attrs: Record<string, string>
  article: string | null
  lang: string | undefined
  container: Container | null
}

function markOf(name: string, a: Attributes): { kind: MarkKind; target?: string } | null {
  const register = (a['key'] ?? a['ref'] ?? a['corresp'])?.replace(/^#/, '')
  const withTarget = (kind: MarkKind, target: string | undefined) => (target ? { kind, target } : { kind })
  switch (name) {
    case 'hi':
    case 'emph': {
      const rend = `${a['rend'] ?? ''} ${a['rendition'] ?? ''} ${a['style'] ?? ''}`
      if (/bold|strong/i.test(rend)) return { kind: 'bold' }
      if (/sup/i.test(rend)) return { kind: 'sup' }
      if (/sub/i.test(rend)) return { kind: 'sub' }
      return { kind: 'italic' }
    }
    case 'title':
    case 'foreign':
      return { kind: 'italic' }
    case 'persName':
      return withTarget('person', register)
    case 'placeName':
      return withTarget('place', register)
    case 'date': {
      const from = a['from'] ?? a['notBefore']
      const to = a['to'] ?? a['notAfter']
      const interval = from !== undefined || to !== undefined ? `${from ?? '..'}/${to ?? '..'}` : undefined
      return withTarget('date', a['when'] ?? a['when-iso'] ?? interval)
    }
    case 'ref':
    case 'ptr': {
      const target = a['target'] ?? ''
      return withTarget('link', /^(?:https?:|mailto:|#)/i.test(target) ? target : undefined)
    }
    case 'unclear':
    case 'supplied':
      return { kind: 'unclear' }
    case 'del':
    case 'add':
      return { kind: name }
    default:
      return null
  }
}

/**
 * A handler for `readXml` that builds the parts of a model. Articles: the heading of a `div type="article"` gets
 * `attrs.article` = its `n`; blocks of a div of any other type get `attrs.section` = that type. `xml:id` becomes an
 * anchor point with source `xml:id`, a page break one with source `pb`.
 */
export function createTeiReader(): XmlHandler & { finish(): ModelParts } {
  const builder = new ModelBuilder()
  const header = createTeiHeader()
  const facsimile = createTeiFacsimile()
  const warnings: ModelParts['warnings'] = []
  const stack: Frame[] = []
  let leaf: Leaf | null = null
  let inHeader = 0
  let inText = 0
  let silent = 0
  let lang: string | undefined

  const frame = (): Frame | undefined => stack.at(-1)

  function options(kind: BlockKind, level: number, own: string | undefined): LeafOptions {
    const top = frame()
    const language = own ?? top?.lang
    const attrs = { ...top?.attrs }
    if (kind === 'heading' && top?.article) attrs['article'] = top.article
    return {
      ...(level > 0 ? { level } : {}),
      ...(language !== undefined && language !== lang ? { lang: language } : {}),
      attrs,
    }
  }

  /** Begins a block; text in an element that allows none directly gets one of its own. */
  function begin(kind: BlockKind, own?: string): Leaf {
    const depth = stack.filter((one) => /^(?:div\d?|lg)$/.test(one.name)).length
    const lists = stack.filter((one) => one.name === 'list').length
    if (kind === 'listItem') {
      const item = stack.findLast((one) => one.name === 'item')
      if (item?.marked)
        return builder.leaf('para', options('para', Math.max(1, lists), own), frame()?.container ?? null)
      if (item) item.marked = true
    }
    const level = kind === 'heading' ? Math.min(6, depth + 1) : kind === 'listItem' ? Math.max(1, lists) : 0
    return builder.leaf(kind, options(kind, level, own), frame()?.container ?? null)
  }

  function kindOf(name: string): BlockKind | null {
    const kind = leaves[name]
    if (kind === undefined) return null
    const parent = frame()
    if (kind === 'heading' && (parent?.name === 'table' || parent?.name === 'figure')) return 'caption'
    if (kind === 'heading' && parent?.name === 'list') return 'para'
    return kind === 'para' ? (parent?.kind ?? 'para') : kind
  }

  function open(name: string, a: Attributes): void {
    if (name === 'teiHeader' || inHeader > 0) {
      if (inHeader > 0) header.open(name, a)
      inHeader += 1
      return
    }
    facsimile.open(name, a)
    if (silent > 0 || ignored.has(name) || dropped.has(name)) {
      if (dropped.has(name) && silent === 0) {
        warnings.push({
          code: 'reading-left-out',
          message: `A "${name}" was left out: the source's own reading is kept.`,
        })
      }
      silent += 1
      return
    }
    if (name === 'text') inText += 1
    const language = a['xml:lang']
    if (language && (name === 'TEI' || name === 'text')) lang = language

    const parent = frame()
    const next: Frame = {
      name,
      mark: false,
      began: false,
      outer: null,
      marked: false,
      structure: false,
      kind: containers[name] ?? parent?.kind ?? null,
      attrs: parent?.attrs ?? {},
      article: null,
      lang: language ?? parent?.lang,
      container: parent?.container ?? null,
    }
    const id = a['xml:id'] ?? a['id']
    if (/^div\d?$/.test(name)) {
      const type = a['type']
      if (type === 'article') next.article = a['n'] ?? null
      else if (type) next.attrs = { ...next.attrs, section: type }
    } else if (name === 'table' || name === 'row') {
      next.container = { kind: name, parent: next.container }
    }

    const inline = leaf !== null && inlineInText.has(name)
    if (isStructure(name) && !inline) leaf = null
    if (name === 'note' && leaf) {
      // A note inside a paragraph becomes a block after it, and a reference where it stood.
      const note = builder.leaf('note', options('note', 0, language))
      leaf.refer(note)
      next.outer = leaf
      next.began = true
      leaf = note
    } else if (!inline) {
      const kind = kindOf(name)
      const firstOfContainer = leaf !== null && name === 'p' && leaf.length === 0
      if (kind !== null && !firstOfContainer) {
        leaf = begin(kind, language)
        next.began = true
      }
    }
    next.structure = (isStructure(name) && !inline) || (name === 'note' && !next.began)

    if (name === 'lb' && a['break'] !== 'no') leaf?.breakLine()
    else if (name === 'pb') pageBreak(a)
    else if (name === 'gap') {
      const target = leaf ?? begin(next.kind ?? 'para')
      leaf = target
      target.openMark('gap', a['reason'])
      target.addCollapsed('[…]')
      target.closeMark()
    } else if (leaf && !next.began) {
      const mark = markOf(name, a)
      if (mark) {
        leaf.openMark(mark.kind, mark.target)
        next.mark = true
      }
    }
    if (id !== undefined && name !== 'TEI') {
      if (leaf) leaf.anchor(id, 'xml:id')
      else builder.anchorNext(id, 'xml:id')
    }
    stack.push(next)
  }

  function pageBreak(a: Attributes): void {
    facsimile.pageBreak(a)
    const label = a['n'] ?? ''
    if (leaf) leaf.anchor(`pb-${label}`, 'pb')
    else {
      builder.anchorNext(`pb-${label}`, 'pb')
      builder.leaf('pageBreak', { attrs: { n: label } })
    }
  }

  function close(name: string): void {
    if (inHeader > 0) {
      inHeader -= 1
      if (inHeader > 0) header.close()
      return
    }
    facsimile.close(name)
    if (silent > 0) {
      silent -= 1
      return
    }
    const top = stack.pop()
    if (name === 'text') inText -= 1
    if (top?.mark) leaf?.closeMark()
    if (top?.began) leaf = top.outer
    else if (top?.structure) leaf = null
  }

  function text(value: string): void {
    if (inHeader > 0) return header.text(value)
    if (silent > 0 || inText === 0) return
    if (!leaf) {
      if (/^\s*$/.test(value)) return
      leaf = begin(frame()?.kind ?? 'para')
    }
    leaf.addCollapsed(value)
  }

  return {
    open,
    close,
    text,
    finish() {
      const parts = builder.finish()
      const scans = facsimile.pages(parts.anchors, parts.text)
      return {
        ...parts,
        meta: { ...header.meta(), ...(scans ? { pageImages: scans.images } : {}) },
        warnings,
        ...(scans ? { pages: scans.pages } : {}),
        ...(lang === undefined ? {} : { lang }),
      }
    },
  }
}

/** Elements around blocks: what stands beside them belongs to other blocks. */
function isStructure(name: string): boolean {
  return /^(?:div\d?|body|front|back|group|text|list|item|table|row|lg|sp|figure|quote|cit|epigraph|titlePage)$/.test(
    name,
  )
}
