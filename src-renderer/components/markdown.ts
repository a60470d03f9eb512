/** Markdown of notes to safe HTML: CommonMark without HTML, without images; links only to the web, asked before opened. */
import MarkdownIt from 'markdown-it'

const markdown = new MarkdownIt('commonmark', { html: false, linkify: false })
markdown.disable(['image', 'html_block', 'html_inline'])
markdown.validateLink = (url) => /^https?:\/\//i.test(url)

/** HTML that holds text, lists, emphasis, code, quotes, headings and links to http(s) only. */
export function renderMarkdown(source: string): string {
  return markdown.render(source)
}
