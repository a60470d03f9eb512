/** What a PDF says of itself, read by PDF.js (always there) and by poppler (where it is installed). */
import { execFileSync } from 'node:child_process'
import { getDocument, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs'

export interface PdfFacts {
  pages: number
  tagged: boolean
  title: string
  language: string | null
  /** Titles of the outline, depth first. */
  outline: string[]
  /** Text of every page, white space, hyphens at line ends and compatibility forms taken away. */
  texts: string[]
  /** Roles of the structure tree of all pages. */
  roles: Set<string>
  /** Fonts named, and those of them whose program is in the file; their names with the mark of the subset. */
  fonts: { named: number; embedded: number; names: string[] }
}

/** Comparable text: line breaks and hyphens differ between the data and what a reader extracts. */
export const comparable = (text: string): string =>
  text.normalize('NFKC').replace(/[\s\u00AD\u2010\u2060\u200B-]+/gu, '')

interface Bookmark {
  title: string
  items: Bookmark[]
}
interface Node {
  role?: string
  children?: Node[]
}

const run = (command: string, args: string[], input: Uint8Array): string | null => {
  try {
    return execFileSync(command, args, { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'] })
  } catch {
    return null
  }
}

export async function readPdf(bytes: Uint8Array): Promise<PdfFacts> {
  const task = getDocument({
    data: new Uint8Array(bytes),
    isEvalSupported: false,
    verbosity: VerbosityLevel.ERRORS,
  })
  const document = await task.promise
  const outline: string[] = []
  const walk = (bookmarks: readonly Bookmark[]) => {
    for (const { title, items } of bookmarks) {
      outline.push(title)
      walk(items)
    }
  }
  walk((await document.getOutline()) ?? [])
  const texts: string[] = []
  const roles = new Set<string>()
  const collect = ({ role, children }: Node) => {
    if (role !== undefined) roles.add(role)
    children?.forEach(collect)
  }
  for (let n = 1; n <= document.numPages; n += 1) {
    const page = await document.getPage(n)
    const { items } = await page.getTextContent()
    texts.push(comparable(items.map((item) => ('str' in item ? item.str : '')).join('')))
    const tree = (await page.getStructTree()) as Node | null
    if (tree) collect(tree)
  }
  const poppler = run('pdftotext', ['-raw', '-', '-'], bytes)
  if (poppler !== null) texts.push(comparable(poppler))
  const { info } = await document.getMetadata()
  const raw = Buffer.from(bytes).toString('latin1')
  const facts: PdfFacts = {
    pages: document.numPages,
    tagged: ((await document.getMarkInfo()) as { Marked?: boolean } | null)?.Marked === true,
    title: String((info as { Title?: string }).Title ?? ''),
    language: String((info as { Language?: string }).Language ?? '') || null,
    outline,
    texts,
    roles,
    fonts: {
      named: (raw.match(/\/Type \/FontDescriptor/g) ?? []).length,
      names: [...raw.matchAll(/\/FontName \/(\S+)/g)].map(([, name]) => name ?? ''),
      embedded: (raw.match(/\/FontFile[23]? \d+ 0 R/g) ?? []).length,
    },
  }
  await task.destroy()
  return facts
}
