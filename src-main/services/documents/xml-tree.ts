/** XML as a tree, for formats that must look back and forth in it. The gate is the one of xml.ts. */
import { AppError } from '#shared/contract'
import { readXml } from './xml'

/** Largest number of elements. */
const maxElements = 1_000_000

export interface XmlElement {
  /** Without prefix. */
  name: string
  /** Under full names, e.g. `xlink:href`. */
  attributes: Readonly<Record<string, string>>
  children: (XmlElement | string)[]
}

/** The root element and the prefixes that nothing binds. Throws AppError as `readXml` does. */
export function readXmlTree(source: string, name: string): { root: XmlElement; unbound: string[] } {
  const top: XmlElement = { name: '', attributes: {}, children: [] }
  const stack: XmlElement[] = [top]
  let count = 0
  const unbound = readXml(
    source,
    {
      open(element, attributes) {
        count += 1
        if (count > maxElements) {
          throw new AppError('too-many-nodes', `"${name}" has more than ${maxElements} elements.`, {
            name,
            limit: maxElements,
            found: count,
          })
        }
        const node: XmlElement = { name: element, attributes, children: [] }
        stack.at(-1)?.children.push(node)
        stack.push(node)
      },
      close: () => void stack.pop(),
      text: (text) => void stack.at(-1)?.children.push(text),
    },
    name,
  )
  return { root: elementsOf(top)[0] ?? top, unbound }
}

/** Child elements, in order; only those called one of `names` where there are any. */
export function elementsOf(element: XmlElement, ...names: string[]): XmlElement[] {
  return element.children.filter(
    (child): child is XmlElement => typeof child !== 'string' && (names.length === 0 || names.includes(child.name)),
  )
}

/** The first element at the end of a path of child names. */
export function elementAt(element: XmlElement | undefined, ...path: string[]): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>((at, name) => at && elementsOf(at, name)[0], element)
}

/** What XLink says under `name`: with its usual prefix, with none, or with the one of the file (Archivists' Toolkit: `ns2:href`). */
export function xlinkOf({ attributes: a }: XmlElement, name: 'href' | 'title'): string {
  const other = Object.keys(a).find((key) => key.endsWith(`:${name}`))
  return a[`xlink:${name}`] ?? a[name] ?? (other === undefined ? '' : (a[other] ?? ''))
}

/** All descendants of a name, in document order; `element` itself is not among them. */
export function descendantsOf(element: XmlElement, name: string): XmlElement[] {
  return elementsOf(element).flatMap((child) => [
    ...(child.name === name ? [child] : []),
    ...descendantsOf(child, name),
  ])
}

/** The text inside, white space collapsed. */
export function textOf(element: XmlElement | undefined): string {
  const collect = (one: XmlElement): string =>
    one.children.map((child) => (typeof child === 'string' ? child : collect(child))).join('')
  return element ? collect(element).replace(/\s+/g, ' ').trim() : ''
}
