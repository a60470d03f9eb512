/** Markdown (CommonMark 0.31 by markdown-it, HTML off: tags are text) to blocks and marks. */
import MarkdownIt, { type Token } from 'markdown-it'
import { decodeText } from '../../decode'
import type { Format, ModelParts } from '../../format'
import { isSafeLink } from '../../links'
import { type Leaf, ModelBuilder } from '../../model-builder'

const parser = new MarkdownIt('commonmark', { html: false })

interface List {
  ordered: boolean
  next: number
}

function addInline(leaf: Leaf, tokens: readonly Token[], warn: (code: string, message: string) => void): void {
  for (const token of tokens) {
    switch (token.type) {
      case 'text':
        leaf.add(token.content)
        break
      case 'code_inline':
        leaf.add(token.content)
        break
      case 'softbreak':
        leaf.add(' ')
        break
      case 'hardbreak':
        leaf.breakLine()
        break
      case 'strong_open':
        leaf.openMark('bold')
        break
      case 'em_open':
        leaf.openMark('italic')
        break
      case 'link_open': {
        const href = String(token.attrGet('href') ?? '')
        if (isSafeLink(href)) leaf.openMark('link', href)
        else {
          leaf.openMark('link')
          warn('link-removed', `A link to "${href.slice(0, 80)}" was not kept: only http, https and mail links are.`)
        }
        break
      }
      case 'strong_close':
      case 'em_close':
      case 'link_close':
        leaf.closeMark()
        break
      case 'image':
        leaf.add(token.content)
        warn(
          'image-missing',
          `The picture "${String(token.attrGet('src') ?? '').slice(0, 80)}" is not part of the document.`,
        )
        break
    }
  }
}

function extract(source: string): Pick<ModelParts, 'text' | 'blocks' | 'marks' | 'anchors' | 'warnings' | 'meta'> {
  const builder = new ModelBuilder()
  const warnings: ModelParts['warnings'] = []
  const warn = (code: string, message: string) => void warnings.push({ code, message })
  const lists: List[] = []
  let quotes = 0
  let newItem: string | null = null
  let heading: number | null = null
  let title: string | null = null

  const leaf = (): Leaf => {
    if (heading !== null) return builder.leaf('heading', { level: heading })
    const level = lists.length
    if (newItem !== null) {
      const attrs = { marker: newItem }
      newItem = null
      return builder.leaf('listItem', { level, attrs })
    }
    if (quotes > 0) return builder.leaf('quote', quotes > 1 ? { level: quotes } : {})
    // A second paragraph of a list item keeps the indent of its item.
    return builder.leaf('para', level > 0 ? { level } : {})
  }

  for (const token of parser.parse(source, {})) {
    switch (token.type) {
      case 'heading_open':
        heading = Number(token.tag.slice(1))
        break
      case 'heading_close':
        heading = null
        break
      case 'blockquote_open':
        quotes += 1
        break
      case 'blockquote_close':
        quotes -= 1
        break
      case 'bullet_list_open':
        lists.push({ ordered: false, next: 0 })
        break
      case 'ordered_list_open':
        lists.push({ ordered: true, next: Number(token.attrGet('start') ?? 1) })
        break
      case 'bullet_list_close':
      case 'ordered_list_close':
        lists.pop()
        break
      case 'list_item_open': {
        const list = lists.at(-1)
        newItem = list?.ordered ? `${list.next++}.` : '•'
        break
      }
      case 'list_item_close':
        newItem = null
        break
      case 'fence':
      case 'code_block': {
        const language = token.info.trim().split(/\s+/)[0] ?? ''
        builder.leaf('code', language ? { attrs: { language } } : {}).add(token.content.replace(/\n$/, ''))
        break
      }
      case 'inline': {
        const block = leaf()
        addInline(block, token.children ?? [], warn)
        if (heading === 1) title ??= block.text
        break
      }
    }
  }
  return { ...builder.finish(), warnings, meta: title === null ? {} : { title } }
}

export const format = {
  id: 'markdown',
  version: 1,
  label: 'Markdown',
  extensions: ['md', 'markdown'],
  mediaType: 'text/markdown',
  storedExtension: 'md',
  maxBytes: 50 * 1024 * 1024,
  sniff({ start, extension }) {
    if (/[\0-\x08]/.test(start)) return 0
    if (this.extensions.includes(extension)) return 0.6
    return extension === '' && /^#{1,6} \S/m.test(start) ? 0.3 : 0
  },
  async extract(bytes, hints) {
    const { text, encoding, how, warnings } = await decodeText(bytes, hints)
    const parts = extract(text)
    return {
      ...parts,
      meta: { ...parts.meta, encoding, encodingFrom: how },
      warnings: [...warnings, ...parts.warnings],
    }
  },
} satisfies Format & { extensions: string[] }
