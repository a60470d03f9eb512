/** HTML in a note of another program, as plain words: our notes are Markdown. */
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5'

const blocks = new Set([
  'p',
  'div',
  'br',
  'li',
  'ul',
  'ol',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'blockquote',
  'tr',
  'pre',
])
const silent = new Set(['script', 'style', 'template', 'title'])

/** Text only, paragraphs divided by an empty line. Nothing of the HTML is run or kept. */
export function plainText(html: string): string {
  let text = ''
  const visit = (nodes: readonly DefaultTreeAdapterTypes.ChildNode[]) => {
    for (const node of nodes) {
      if (node.nodeName === '#text' && 'value' in node) text += node.value.replace(/\s+/gu, ' ')
      else if ('childNodes' in node && !silent.has(node.nodeName)) {
        const isBlock = blocks.has(node.nodeName)
        if (isBlock) text += '\n\n'
        visit(node.childNodes)
        if (isBlock && node.nodeName !== 'br') text += '\n\n'
      }
    }
  }
  visit(parseFragment(html).childNodes)
  return text.replace(/[ \t]*\n[ \t\n]*/gu, '\n\n').trim()
}
