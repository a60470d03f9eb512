/** Running text of EAD with its marks. */
import { edtfOfNormal } from '../../codes'
import { type Leaf, type MarkKind, ModelBuilder } from '../../model-builder'
import { type XmlElement, xlinkOf } from '../../xml-tree'

const registers: Readonly<Record<string, MarkKind>> = {
  persname: 'person',
  famname: 'person',
  geogname: 'place',
  date: 'date',
  unitdate: 'date',
}

function markOf(element: XmlElement): { kind: MarkKind; target?: string } | null {
  const { name, attributes: a } = element
  const kind = registers[name]
  if (kind === 'date') {
    const normal = edtfOfNormal(a['normal'] ?? a['standarddate'] ?? '')
    return normal === '' ? { kind } : { kind, target: normal }
  }
  if (kind) {
    const target = a['authfilenumber'] ?? a['identifier']
    return target ? { kind, target } : { kind }
  }
  if (name === 'title') return { kind: 'italic' }
  if (name === 'emph') {
    const render = a['render'] ?? ''
    if (/super/.test(render)) return { kind: 'sup' }
    if (/sub/.test(render)) return { kind: 'sub' }
    return { kind: /bold/.test(render) ? 'bold' : 'italic' }
  }
  if (name === 'extref' || name === 'ref' || name === 'archref' || name === 'extptr') {
    const href = xlinkOf(element, 'href')
    return /^(?:https?:|mailto:)/i.test(href) ? { kind: 'link', target: href } : null
  }
  return null
}

const names = new Set(['persname', 'famname', 'corpname', 'name'])
const extents = new Set(['extent', 'physfacet', 'dimensions', 'physdesc'])

/** What is written between two neighbours that stand without text between them; null leaves it to the file. */
function between(before: string, after: string, parent: string): string | null {
  if (before === 'part' && after === 'part') return names.has(parent) ? ', ' : parent === 'title' ? null : ' — '
  if (before === 'physdescstructured' && after === before) return '; '
  if (before === 'unittype' && extents.has(after)) return ', '
  if (parent === 'origination' && names.has(before) && names.has(after)) return '; '
  if (extents.has(before) && extents.has(after)) return ', '
  if (before === 'fromdate' && after === 'todate') return '–'
  if (before === 'quantity' && after === 'unittype') return ' '
  if (before === 'label' && after === 'item') return ' '
  if (parent === 'dateset' || (before === 'event' && after === 'event')) return ', '
  return null
}

/** Adds what stands inside `element` to `leaf`. Blocks inside are left to the caller: `isBlock` names them. */
export function addInline(leaf: Leaf, element: XmlElement, isBlock: (name: string) => boolean): void {
  let before: string | null = null
  for (const child of element.children) {
    if (typeof child === 'string') {
      if (child.trim() !== '') before = null
      leaf.addCollapsed(child)
    } else if (child.name === 'lb') leaf.breakLine()
    else if (!isBlock(child.name)) {
      const space: string | null = before === null ? null : between(before, child.name, element.name)
      if (space !== null) leaf.addClose(space)
      before = child.name
      const mark = markOf(child)
      if (mark) leaf.openMark(mark.kind, mark.target)
      if (child.children.length === 0 && child.attributes['title']) leaf.addCollapsed(child.attributes['title'])
      addInline(leaf, child, isBlock)
      if (mark) leaf.closeMark()
    }
  }
}

/** The text inside, with what is written between the parts of names, extents and dates. */
export function plainText(element: XmlElement): string {
  const leaf = new ModelBuilder().leaf('para')
  addInline(leaf, element, () => false)
  return leaf.text.trim()
}
