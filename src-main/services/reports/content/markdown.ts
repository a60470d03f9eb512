/** A note in CommonMark as paragraphs of runs: the structure, never markup. */
import MarkdownIt from 'markdown-it'
import type { Paragraph, Run } from './types'

// HTML stays text; nothing is turned into a link that the reader did not make one.
const parser = new MarkdownIt('commonmark', { html: false })

type Token = ReturnType<typeof parser.parse>[number]

const bulletOf = (ordered: number | null) => (ordered === null ? '– ' : `${ordered}. `)

/** Bold, italic, lists, quotes and code are kept; a link is its words and its address; a picture is its description. */
export function markdownParagraphs(source: string): Paragraph[] {
  const paragraphs: Paragraph[] = []
  const lists: (number | null)[] = []
  let quotes = 0
  let heading = false
  let bullet = ''
  let loose = false
  const tokens = parser.parse(source, {})
  tokens.forEach((token, n) => {
    if (token.type === 'bullet_list_open') lists.push(null)
    else if (token.type === 'ordered_list_open') {
      lists.push(Number(token.attrGet('start') ?? 1))
      loose = isDate(tokens, n)
    } else if (token.type === 'bullet_list_close' || token.type === 'ordered_list_close') {
      lists.pop()
      loose = false
    } else if (token.type === 'blockquote_open') quotes += 1
    else if (token.type === 'blockquote_close') quotes -= 1
    else if (token.type === 'heading_open') heading = true
    else if (token.type === 'heading_close') heading = false
    else if (token.type === 'list_item_open') {
      const next = lists.at(-1) ?? null
      bullet = bulletOf(next)
      if (next !== null) lists[lists.length - 1] = next + 1
    } else if (token.type === 'inline') {
      const runs = inlineRuns(token.children ?? [], heading)
      if (bullet) runs.unshift({ text: bullet })
      bullet = ''
      paragraphs.push({ kind: lists.length > 0 && !loose ? 'list' : quotes > 0 ? 'quote' : 'text', runs })
    } else if (token.type === 'fence' || token.type === 'code_block') {
      paragraphs.push({ kind: 'code', runs: [{ text: token.content.replace(/\n$/, '') }] })
    }
  })
  return paragraphs.filter(({ runs }) => runs.some(({ text }) => text.trim() !== ''))
}

/** "24. septembrī …" is no list: CommonMark takes a day at the start of a paragraph for the number of an item. */
function isDate(tokens: readonly Token[], at: number): boolean {
  const level = tokens[at]?.level ?? 0
  const end = tokens.findIndex((token, n) => n > at && token.type === 'ordered_list_close' && token.level === level)
  const items = tokens.slice(at, end).filter(({ type, level: own }) => type === 'list_item_open' && own === level + 1)
  return items.length === 1
}

function inlineRuns(tokens: readonly Token[], bold: boolean): Run[] {
  const runs: Run[] = []
  let strong = bold ? 1 : 0
  let emphasis = 0
  let address = ''
  const add = (text: string) => {
    if (text === '') return
    const run: Run = { text }
    if (strong > 0) run.bold = true
    if (emphasis > 0) run.italic = true
    const last = runs.at(-1)
    if (last && last.bold === run.bold && last.italic === run.italic) last.text += text
    else runs.push(run)
  }
  for (const token of tokens) {
    if (token.type === 'strong_open') strong += 1
    else if (token.type === 'strong_close') strong -= 1
    else if (token.type === 'em_open') emphasis += 1
    else if (token.type === 'em_close') emphasis -= 1
    else if (token.type === 'softbreak') add(' ')
    else if (token.type === 'hardbreak') add('\n')
    else if (token.type === 'link_open') address = String(token.attrGet('href') ?? '')
    else if (token.type === 'link_close') {
      const words = runs.map(({ text }) => text).join('')
      if (address && !words.endsWith(address)) add(` (${address})`)
      address = ''
    } else add(token.content)
  }
  return runs
}
