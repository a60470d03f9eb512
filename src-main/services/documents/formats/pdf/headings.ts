/** Which paragraphs are headings: by the outline of the file, by the size of their letters, by their boldness. */
import type { Bookmark } from './outline'
import type { Paragraph } from './paragraphs'

/** Letters this much larger than those of the text make a heading. */
const larger = 1.12
const longest = 200

const textOf = ({ lines }: Paragraph) => lines.map(({ line }) => line.text).join(' ')
const lettersOf = (text: string) =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')
const rounded = (size: number) => Math.round(size * 2) / 2

/**
 * Marks headings and gives them levels from 1 to 6. What the outline names has the level that it has there; other
 * headings have the level of those of the same size, or stand in the order of their sizes.
 */
export function markHeadings(paragraphs: Paragraph[], outline: readonly Bookmark[], body: number): Paragraph[] {
  const result = markOutlined(paragraphs, outline)
  const levels = new Map<number, number>()
  for (const { kind, level, size } of result) {
    if (kind === 'heading' && level !== undefined && !levels.has(rounded(size))) levels.set(rounded(size), level)
  }
  const plain = result.filter((one) => one.kind === 'para')
  const large = plain.filter((one) => one.size >= larger * body && isTitle(one))
  const bold = plain.filter((one) => one.bold && one.size < larger * body && one.size >= 0.93 * body)
  const letters = (list: readonly Paragraph[]) => list.reduce((sum, one) => sum + textOf(one).length, 0)
  // Where much is bold, boldness says nothing; where there is an outline, it has said what is a heading.
  const boldSays = levels.size === 0 && letters(bold) < 0.2 * letters(plain)
  const titles = boldSays ? [...large, ...bold.filter((one) => isTitle(one) && !/[.,;]$/.test(textOf(one)))] : large

  const sizes = [...new Set(titles.map(({ size }) => rounded(size)))].sort((a, b) => b - a)
  let rank = 0
  for (const size of sizes) {
    rank = Math.min(6, levels.get(size) ?? rank + 1)
    levels.set(size, rank)
  }
  for (const title of titles) {
    title.kind = 'heading'
    title.level = levels.get(rounded(title.size)) ?? 1
  }
  return result
}

function isTitle(paragraph: Paragraph): boolean {
  const text = textOf(paragraph)
  // An entry of a table of contents ends with the number of its page.
  if (/\p{L}.*[\s.]\d{1,4}$/u.test(text) && !/^\P{Nd}*\d{4}$/u.test(text)) return false
  return text.length <= longest && paragraph.lines.length <= 5 && /\p{L}{2}|^\p{L}$|^[\dIVXLC]+[.)]?$/u.test(text)
}

/** Headings by bookmarks: the paragraph on the bookmark's page that is, or begins with, its title. */
function markOutlined(paragraphs: Paragraph[], outline: readonly Bookmark[]): Paragraph[] {
  if (outline.length === 0) return paragraphs
  const byPage = new Map<number, Bookmark[]>()
  for (const bookmark of outline) byPage.set(bookmark.page, [...(byPage.get(bookmark.page) ?? []), bookmark])
  const used = new Set<Bookmark>()
  const result: Paragraph[] = []
  for (const paragraph of paragraphs) {
    const page = paragraph.lines[0]?.page ?? 0
    const bookmark =
      paragraph.kind === 'para' || paragraph.kind === 'listItem'
        ? byPage.get(page)?.find((one) => !used.has(one) && linesOfTitle(paragraph, one.title) > 0)
        : undefined
    if (!bookmark) {
      result.push(paragraph)
      continue
    }
    used.add(bookmark)
    const count = linesOfTitle(paragraph, bookmark.title)
    const rest = paragraph.lines.slice(count)
    const lines = paragraph.lines.slice(0, count)
    result.push({ ...paragraph, kind: 'heading', level: Math.min(6, bookmark.level), lines })
    if (rest.length > 0) result.push({ ...paragraph, lines: rest, bold: false })
  }
  return result
}

/** How many of the first lines of a paragraph make up a title, with or without a number in front of it; 0 for none. */
function linesOfTitle(paragraph: Paragraph, title: string): number {
  const wanted = lettersOf(title)
  if (wanted === '') return 0
  let text = ''
  for (const [index, { line }] of paragraph.lines.entries()) {
    text += lettersOf(line.text)
    if (text === wanted) return index + 1
    if (
      text.endsWith(wanted) &&
      text.length <= wanted.length + 12 &&
      /^[\divxlc]+$|^\p{L}+\d*$/u.test(text.slice(0, -wanted.length))
    )
      return index + 1
    if (text.length > wanted.length + 12) return 0
  }
  return 0
}
