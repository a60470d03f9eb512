/** XML as text: elements in lines with indentation, text and attributes made safe. */

/** Letters that XML 1.0 (section 2.2) has no way to write; each becomes U+FFFD, so that positions stay true. */

const impossible =
  /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

export const hasImpossible = (text: string): boolean => text.search(impossible) >= 0

/** Text between tags. A carriage return is written as a reference, or a parser would make a line feed of it. */
export const xmlText = (text: string): string =>
  text
    .replace(impossible, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;')

const xmlValue = (text: string): string =>
  xmlText(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')

export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>

/** Elements in lines; an element that holds text holds nothing else, so that no white space is added to it. */
export interface XmlWriter {
  open(name: string, attributes?: Attributes): void
  close(): void
  /** An element without content. */
  empty(name: string, attributes?: Attributes): void
  /** An element with text only. */
  text(name: string, text: string, attributes?: Attributes): void
  toString(): string
}

export function createXmlWriter(): XmlWriter {
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>']
  const open: string[] = []
  const indent = () => '  '.repeat(open.length)
  const tag = (name: string, attributes: Attributes = {}) =>
    Object.entries(attributes).reduce(
      (text, [key, value]) => (value === undefined ? text : `${text} ${key}="${xmlValue(String(value))}"`),
      name,
    )
  return {
    open(name, attributes) {
      lines.push(`${indent()}<${tag(name, attributes)}>`)
      open.push(name)
    },
    close() {
      const name = open.pop()
      lines.push(`${indent()}</${name}>`)
    },
    empty: (name, attributes) => void lines.push(`${indent()}<${tag(name, attributes)}/>`),
    text: (name, text, attributes) =>
      void lines.push(`${indent()}<${tag(name, attributes)}>${xmlText(text)}</${name}>`),
    toString: () => `${lines.join('\n')}\n`,
  }
}
