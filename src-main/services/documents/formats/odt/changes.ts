/** Changes that are tracked in an OpenDocument text (ODF 1.3 part 3, section 5.5): what was added and what taken out. */
import { elementAt, elementsOf, type XmlElement } from '../../xml-tree'
import { attributeOf } from './styles'

export class Changes {
  private readonly deletions = new Map<string, XmlElement>()
  private readonly insertions = new Set<string>()
  /** Insertions that are open. */
  private adding = new Set<string>()
  private deleting = false

  constructor(text: XmlElement) {
    for (const region of elementsOf(text, 'tracked-changes').flatMap((list) => elementsOf(list, 'changed-region'))) {
      const id = attributeOf(region, 'id') ?? ''
      const deletion = elementAt(region, 'deletion')
      if (deletion) this.deletions.set(id, deletion)
      else if (elementAt(region, 'insertion')) this.insertions.add(id)
    }
  }

  /** What the text at this place is. */
  get revision(): 'add' | 'del' | null {
    if (this.deleting) return 'del'
    return this.adding.size > 0 ? 'add' : null
  }

  /** True for a sign that begins or ends a change. */
  sign(element: XmlElement): boolean {
    const id = attributeOf(element, 'change-id') ?? ''
    if (element.name === 'change-start') {
      if (this.insertions.has(id)) this.adding.add(id)
      return true
    }
    if (element.name !== 'change-end') return false
    this.adding.delete(id)
    return true
  }

  /** Lets `write` write what was taken out at the place of `element`; once, also where several places name it. */
  deleted(element: XmlElement, write: (content: XmlElement) => void): void {
    const id = attributeOf(element, 'change-id') ?? ''
    const content = this.deletions.get(id)
    if (!content) return
    this.deletions.delete(id)
    const outer = this.deleting
    this.deleting = true
    write({
      ...content,
      children: content.children.filter((child) => typeof child !== 'string' && child.name !== 'change-info'),
    })
    this.deleting = outer
  }

  /** `work` as it would be done here, for doing it later. */
  keep(work: () => void): () => void {
    const { adding, deleting } = this
    const then = new Set(adding)
    return () => {
      const now = { adding: this.adding, deleting: this.deleting }
      Object.assign(this, { adding: then, deleting })
      work()
      Object.assign(this, now)
    }
  }
}
