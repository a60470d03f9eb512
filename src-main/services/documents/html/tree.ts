/**
 * Markup to a tree, by parse5 (the HTML standard's own algorithm: every input gives a tree) over nodes of our own.
 * The gate counts while the tree grows, so that a hostile page is refused before it is whole. Siblings are linked, not
 * listed: nodes that a table throws out are inserted in front of it in constant time.
 */
import { html, Parser, type Token, type TreeAdapter, type TreeAdapterTypeMap } from 'parse5'
import { AppError } from '#shared/contract'

/** Limits of formats.md section 5. */
const maxDepth = 512
const maxNodes = 1_000_000
const maxAttributes = 1000

export interface HtmlText {
  type: 'text'
  value: string
  parent: HtmlElement | null
  next: HtmlNode | null
  previous: HtmlNode | null
}

export interface HtmlElement {
  type: 'element'
  /** Lower case; of foreign elements as the standard writes it. */
  name: string
  space: html.NS
  attributes: Map<string, string>
  parent: HtmlElement | null
  first: HtmlNode | null
  last: HtmlNode | null
  next: HtmlNode | null
  previous: HtmlNode | null
}

interface HtmlComment {
  type: 'comment'
  value: string
  parent: HtmlElement | null
  next: HtmlNode | null
  previous: HtmlNode | null
}

export type HtmlNode = HtmlText | HtmlElement | HtmlComment

export interface HtmlPage {
  /** Holds `html` and the comments beside it. */
  root: HtmlElement
  html: HtmlElement | null
  head: HtmlElement | null
  body: HtmlElement | null
}

type Adapted = TreeAdapterTypeMap<
  HtmlNode,
  HtmlElement,
  HtmlNode,
  HtmlElement,
  HtmlElement,
  HtmlElement,
  HtmlComment,
  HtmlText,
  HtmlElement,
  HtmlElement
>

/** What was counted so far; several parts of one document (chapters) share one. */
export interface HtmlGate {
  /** Name of the file, for sentences. */
  name: string
  nodes: number
}

function element(name: string, space = html.NS.HTML, attributes = new Map<string, string>()): HtmlElement {
  return {
    type: 'element',
    name,
    space,
    attributes,
    parent: null,
    first: null,
    last: null,
    next: null,
    previous: null,
  }
}

/** `xlink:href` and its like under their local name, unless that is taken. */
function attributesOf(list: readonly Token.Attribute[]): Map<string, string> {
  const attributes = new Map<string, string>()
  for (const { name, value } of list) if (!attributes.has(name)) attributes.set(name, value)
  return attributes
}

function detach(node: HtmlNode): void {
  const { parent, next, previous } = node
  if (!parent) return
  if (previous) previous.next = next
  else parent.first = next
  if (next) next.previous = previous
  else parent.last = previous
  node.parent = null
  node.next = null
  node.previous = null
}

function insert(parent: HtmlElement, node: HtmlNode, before: HtmlNode | null): void {
  const previous = before ? before.previous : parent.last
  node.parent = parent
  node.next = before
  node.previous = previous
  if (previous) previous.next = node
  else parent.first = node
  if (before) before.previous = node
  else parent.last = node
}

function adapterFor(gate: HtmlGate, depth: () => number): { adapter: TreeAdapter<Adapted>; finishText: () => void } {
  const tooMany = (what: string, limit: number, found: number) =>
    new AppError('too-many-nodes', `"${gate.name}" has more than ${limit} ${what}. Divide it and add the parts.`, {
      name: gate.name,
      limit,
      found,
    })
  const count = () => {
    gate.nodes += 1
    if (gate.nodes > maxNodes) throw tooMany('elements and pieces of text', maxNodes, gate.nodes)
  }
  const text = (value: string): HtmlText => {
    count()
    return { type: 'text', value, parent: null, next: null, previous: null }
  }
  // Text comes word by word: joined at once, not added up, which would take ten times the memory.
  const building: { node: HtmlText | null; words: string[]; pieces: string[] } = { node: null, words: [], pieces: [] }
  const finishText = () => {
    const { node, words, pieces } = building
    if (node) node.value += pieces.join('') + words.join('')
    Object.assign(building, { node: null, words: [], pieces: [] })
  }
  const addText = (parent: HtmlElement, value: string, before: HtmlNode | null) => {
    const neighbour = before ? before.previous : parent.last
    if (!neighbour || neighbour !== building.node) {
      finishText()
      building.node = neighbour?.type === 'text' ? neighbour : text('')
      if (building.node !== neighbour) insert(parent, building.node, before)
    }
    building.words.push(value)
    if (building.words.length < 4096) return
    building.pieces.push(building.words.join(''))
    building.words = []
  }
  const templates = new Map<HtmlElement, HtmlElement>()
  let mode = html.DOCUMENT_MODE.NO_QUIRKS
  const adapter: TreeAdapter<Adapted> = {
    createDocument: () => element('#document'),
    createDocumentFragment: () => element('#fragment'),
    createElement(name, space, list) {
      count()
      if (list.length > maxAttributes) throw tooMany('attributes on one element', maxAttributes, list.length)
      return element(name, space, attributesOf(list))
    },
    createCommentNode(value) {
      count()
      return { type: 'comment', value, parent: null, next: null, previous: null }
    },
    createTextNode: text,
    appendChild: (parent, node) => insert(parent, node, null),
    insertBefore: (parent, node, reference) => insert(parent, node, reference),
    insertText: (parent, value) => addText(parent, value, null),
    insertTextBefore: (parent, value, reference) => addText(parent, value, reference),
    detachNode: detach,
    adoptAttributes(recipient, list) {
      for (const [name, value] of attributesOf(list)) {
        if (!recipient.attributes.has(name)) recipient.attributes.set(name, value)
      }
    },
    onItemPush() {
      if (depth() > maxDepth) {
        throw new AppError('too-deep', `"${gate.name}" has elements nested more than ${maxDepth} deep.`, {
          name: gate.name,
          limit: maxDepth,
          found: depth(),
        })
      }
    },
    // What a template holds is never shown: it is parsed, and hangs on nothing.
    setTemplateContent: (template, content) => void templates.set(template, content),
    getTemplateContent: (template) => templates.get(template) ?? template,
    setDocumentType: () => undefined,
    setDocumentMode: (_document, found) => void (mode = found),
    getDocumentMode: () => mode,
    getFirstChild: (node) => node.first,
    getChildNodes(node) {
      const children: HtmlNode[] = []
      for (let child = node.first; child; child = child.next) children.push(child)
      return children
    },
    getParentNode: (node) => node.parent,
    getAttrList: (node) => [...node.attributes].map(([name, value]) => ({ name, value })),
    getTagName: (node) => node.name,
    getNamespaceURI: (node) => node.space,
    getTextNodeContent: (node) => node.value,
    getCommentNodeContent: (node) => node.value,
    getDocumentTypeNodeName: () => 'html',
    getDocumentTypeNodePublicId: () => '',
    getDocumentTypeNodeSystemId: () => '',
    isTextNode: (node) => node.type === 'text',
    isCommentNode: (node) => node.type === 'comment',
    isElementNode: (node) => node.type === 'element',
    isDocumentTypeNode: (_node): _node is HtmlElement => false,
    getNodeSourceCodeLocation: () => null,
    setNodeSourceCodeLocation: () => undefined,
    updateNodeSourceCodeLocation: () => undefined,
  }
  return { adapter, finishText }
}

/** Throws AppError `too-many-nodes` and `too-deep` while the tree grows. Scripts count as enabled: `noscript` is text. */
export function parseHtml(source: string, gate: HtmlGate): HtmlPage {
  const { adapter, finishText } = adapterFor(gate, () => parser.openElements.stackTop + 1)
  const parser: Parser<Adapted> = new Parser<Adapted>({ treeAdapter: adapter, scriptingEnabled: true })
  parser.tokenizer.write(source, true)
  finishText()
  const root = parser.document
  const page: HtmlPage = { root, html: null, head: null, body: null }
  for (let node = root.first; node; node = node.next) if (node.type === 'element') page.html = node
  for (let node = page.html?.first ?? null; node; node = node.next) {
    if (node.type !== 'element') continue
    if (node.name === 'head') page.head ??= node
    else if (node.name === 'body' || node.name === 'frameset') page.body ??= node
  }
  return page
}

export interface Visitor {
  text?(node: HtmlText): void
  /** Answers whether to go into the element. */
  enter(element: HtmlElement): boolean
  /** After everything in an element that was gone into, also where it is empty. */
  leave?(element: HtmlElement): void
}

/** Walks everything below `top` in document order; no recursion, so that depth costs nothing. */
export function walk(top: HtmlElement, visitor: Visitor): void {
  let node = top.first
  while (node) {
    if (node.type === 'text') visitor.text?.(node)
    else if (node.type === 'element' && visitor.enter(node)) {
      if (node.first) {
        node = node.first
        continue
      }
      visitor.leave?.(node)
    }
    while (!node.next) {
      const around: HtmlElement | null = node.parent
      if (!around || around === top) return
      visitor.leave?.(around)
      node = around
    }
    node = node.next
  }
}

/** Every element below `top` in document order. */
export function* elementsOf(top: HtmlElement): Generator<HtmlElement> {
  let node = top.first
  while (node) {
    if (node.type === 'element') {
      yield node
      if (node.first) {
        node = node.first
        continue
      }
    }
    while (!node.next) {
      const around: HtmlElement | null = node.parent
      if (!around || around === top) return
      node = around
    }
    node = node.next
  }
}
