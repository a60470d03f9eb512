import { ModelBuilder } from './model-builder'

/** Text with its paragraphs, those between blank lines, as blocks; lines inside a paragraph stay as they are. */
export function modelOfPlainText(text: string) {
  const builder = new ModelBuilder()
  for (const paragraph of text.replace(/\r\n?/g, '\n').split(/\n(?:[ \t]*\n)+/)) {
    const trimmed = paragraph.replace(/^\n+|\s+$/g, '')
    if (trimmed !== '') builder.leaf('para').add(trimmed)
  }
  return builder.finish()
}
