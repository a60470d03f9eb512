/** Pages of text as scans: typeset, drawn as pixels, and spoiled as paper and scanners spoil them. */
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { root } from '../../scripts/steps.mjs'
import { loadModule } from './modules.mjs'

const starter = join(root, 'resources/starter/documents')

/** Paragraphs of prose in the starter archive's texts of a language (`lv`, `en`, `ru`, `et`, `lt`). */
export function paragraphs(language) {
  return readdirSync(starter)
    .filter((name) => new RegExp(`\\.${language}\\.(?:md|xml)$`).test(name))
    .flatMap((name) =>
      readFileSync(join(starter, name), 'utf8')
        .replace(/<teiHeader[^]*<\/teiHeader>/, '')
        .replace(/<\/(?:p|head|item|signed|dateline|closer|opener)>/g, '\n\n')
        .replace(/<[^>]+>/g, '')
        .replaceAll('&amp;', '&')
        .split(/\n\s*\n/)
        .map((part) => part.replace(/\s+/g, ' ').trim()),
    )
    .filter((part) => part.length > 80 && !/[|[\]#*_`>]/.test(part))
}

/** `count` pages of about `words` words; a language with few texts begins again. */
export function pagesOf(language, count, words) {
  const stock = paragraphs(language)
  const pages = []
  for (let n = 0; pages.length < count;) {
    const page = []
    for (let made = 0; made < words; n += 1) {
      const part = stock[n % stock.length]
      page.push(part)
      made += part.split(' ').length
    }
    pages.push(page)
  }
  return pages
}

/** A PDF with one page for each list of paragraphs, set as books are, by the compiler and fonts of the export. */
export function typeset(pages, language) {
  const { NodeCompiler } = createRequire(import.meta.url)('@myriaddreamin/typst-ts-node-compiler')
  const fonts = join(root, 'out/resources/fonts')
  const fontBlobs = readdirSync(fonts)
    .filter((name) => name.endsWith('.ttf'))
    .map((name) => readFileSync(join(fonts, name)))
  const compiler = NodeCompiler.create({ workspace: root, fontArgs: [{ fontBlobs }] })
  const body = pages
    .map((parts) => parts.map((part) => `#${JSON.stringify(part)}`).join('\n\n'))
    .join('\n#pagebreak()\n')
  const mainFileContent = `#set page(paper: "a4", margin: 20mm)
#set text(font: "Source Serif 4", size: 10.5pt, lang: "${language}", hyphenate: false)
#set par(justify: true, leading: 0.6em)
${body}`
  return Buffer.from(compiler.pdf({ mainFileContent }))
}

/** Pages of a PDF in grey, 300 dots per inch: `{width, height, pixels}`. */
export async function draw(pdf, count) {
  const { openPdfPages } = await loadModule('pdf-pages', 'src-main/services/recognition/pdf-pages.ts')
  const source = await openPdfPages(pdf, 'pages.pdf')
  const pages = Array.from({ length: count }, (_, n) => {
    const { bytes, width, height } = source.image(n + 1)
    return { width, height, pixels: Buffer.from(bytes.subarray(bytes.length - width * height)) }
  })
  source.close()
  return pages
}

/** The page at fewer dots: each pixel is the mean of those that it covers. */
function shrink({ width, height, pixels }, share) {
  const [w, h] = [Math.floor(width * share), Math.floor(height * share)]
  const small = Buffer.alloc(w * h)
  for (let y = 0; y < h; y += 1) {
    const [top, bottom] = [Math.floor(y / share), Math.min(height, Math.ceil((y + 1) / share))]
    for (let x = 0; x < w; x += 1) {
      const [left, right] = [Math.floor(x / share), Math.min(width, Math.ceil((x + 1) / share))]
      let sum = 0
      for (let row = top; row < bottom; row += 1)
        for (let column = left; column < right; column += 1) sum += pixels[row * width + column]
      small[y * w + x] = sum / ((bottom - top) * (right - left))
    }
  }
  return { width: w, height: h, pixels: small }
}

/** Fewer dots, grey paper, pale ink, and noise of this standard deviation; `next` gives numbers from 0 to 1. */
export function spoil(page, { dots, noise, paper = 255, ink = 0 }, next) {
  const small = dots === 300 ? page : shrink(page, dots / 300)
  const pixels = Buffer.alloc(small.pixels.length)
  for (let n = 0; n < pixels.length; n += 1) {
    // The sum of twelve even numbers is nearly normal, with a variance of one.
    let bell = -6
    if (noise > 0) for (let k = 0; k < 12; k += 1) bell += next()
    const value = ink + (small.pixels[n] / 255) * (paper - ink) + (noise > 0 ? bell * noise : 0)
    pixels[n] = Math.max(0, Math.min(255, Math.round(value)))
  }
  return { ...small, pixels }
}

/** A plain TIFF of 8-bit grey (TIFF 6.0, section 4). */
export function tiff({ width, height, pixels }, dots) {
  const tags = [
    [256, 4, width],
    [257, 4, height],
    [258, 3, 8],
    [259, 3, 1],
    [262, 3, 1],
    [273, 4, 0],
    [277, 3, 1],
    [278, 4, height],
    [279, 4, pixels.length],
    [282, 5, 0],
    [283, 5, 0],
    [296, 3, 2],
  ]
  const directory = 8 + 2 + 12 * tags.length + 4
  const head = Buffer.alloc(directory + 8)
  head.write('II*\0', 'latin1')
  head.writeUInt32LE(8, 4)
  head.writeUInt16LE(tags.length, 8)
  for (const [index, [tag, type, value]] of tags.entries()) {
    const at = 10 + 12 * index
    head.writeUInt16LE(tag, at)
    head.writeUInt16LE(type, at + 2)
    head.writeUInt32LE(1, at + 4)
    head.writeUInt32LE(tag === 273 ? head.length : type === 5 ? directory : value, at + 8)
  }
  head.writeUInt32LE(dots, directory)
  head.writeUInt32LE(1, directory + 4)
  return Buffer.concat([head, pixels])
}
