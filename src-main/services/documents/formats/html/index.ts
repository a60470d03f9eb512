/** Saved web pages: HTML of any age, and XHTML. */
import { AppError } from '#shared/contract'
import { decodeText } from '../../decode'
import type { Format } from '../../format'

/** What may stand in front of the first element. */
const front = /^(?:\s|<!--[^]*?-->|<\?xml[^>]*>|<!doctype html[^>]*>)*/i
const elements = /<(?:p|div|br|table|h[1-6]|ul|a|span|body|head|title|meta|center|font)\b[^<>]*>/gi

/** Encoding that the page names in its first bytes, or undefined. */
export function declaredEncoding(head: string): string | undefined {
  return (
    /<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([\w.:-]+)/i.exec(head)?.[1] ??
    /^\s*<\?xml[^>]*?\bencoding\s*=\s*["']([\w.:-]+)["']/i.exec(head)?.[1]
  )
}

export const format = {
  id: 'html',
  version: 2,
  label: 'HTML page',
  extensions: ['html', 'htm', 'xhtml', 'xht'],
  mediaType: 'text/html',
  storedExtension: 'html',
  maxBytes: 50 * 1024 * 1024,
  sniff({ start, extension }) {
    if (/[\0-\x08]/.test(start)) return 0
    const found = front.exec(start)?.[0] ?? ''
    const rest = start.slice(found.length)
    if (/<!doctype html/i.test(found) || /^<html[\s>]/i.test(rest)) return 0.9
    // Markdown, too, may begin with an element.
    if (/^<(?:head|body|title|meta|link|script|style)[\s>]/i.test(rest)) return 0.55
    if (!this.extensions.includes(extension)) return 0
    return rest.startsWith('<') || (start.match(elements)?.length ?? 0) > 2 ? 0.65 : 0.2
  },
  async extract(bytes, hints) {
    const name = hints.fileName ?? 'The page'
    const head = Buffer.from(bytes.subarray(0, 4096)).toString('latin1')
    const { text, encoding, how, warnings } = await decodeText(bytes, hints, declaredEncoding(head))
    const { readHtml } = await import('../../html')
    const isXml = /\.xht(?:ml)?$/i.test(name) || /^\s*<\?xml\s/.test(head)
    const parts = readHtml(text, { name, mainText: true, isXml })
    if (parts.text === '' && parts.blocks.length === 0) {
      const sentence = `"${name}" has no text: it is a frame around other pages, or is filled by programs that do not run here.`
      throw new AppError('empty', sentence, { name })
    }
    return {
      ...parts,
      meta: { ...parts.meta, encoding, encodingFrom: how },
      warnings: [...warnings, ...parts.warnings],
    }
  },
} satisfies Format & { extensions: string[] }
