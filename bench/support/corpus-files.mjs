/** Finding real files, and saying of each what it is without asking the program that is measured. */
import { createHash } from 'node:crypto'
import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'

const byExtension = {
  pdf: 'pdf',
  docx: 'docx',
  docm: 'docx',
  dotx: 'docx',
  odt: 'odt',
  epub: 'epub',
  rtf: 'rtf',
  html: 'html',
  htm: 'html',
  xhtml: 'html',
  eml: 'eml',
  mbox: 'mbox',
  mht: 'mhtml',
  mhtml: 'mhtml',
  hocr: 'hocr',
  jpg: 'jpeg',
  jpeg: 'jpeg',
  png: 'png',
  webp: 'webp',
  tif: 'tiff',
  tiff: 'tiff',
  bib: 'bibtex',
  ris: 'ris',
  srt: 'srt',
  vtt: 'webvtt',
  md: 'markdown',
  markdown: 'markdown',
  txt: 'plain-text',
  tei: 'tei',
}
const byRoot = {
  TEI: 'tei',
  'TEI.2': 'tei',
  alto: 'alto',
  PcGts: 'page-xml',
  mets: 'mets',
  ead: 'ead',
  mods: 'mods',
  modsCollection: 'mods',
}
/** What is as its bytes say, whatever the name says. */
const magic = [
  ['pdf', /^%PDF-/],
  ['rtf', /^\{\\rtf/],
  ['jpeg', /^\xff\xd8\xff/],
  ['png', /^\x89PNG\r\n\x1a\n/],
  ['webp', /^RIFF[^]{4}WEBP/],
  ['tiff', /^(?:II\*\0|MM\0\*)/],
]
const fixedMagic = new Set(['docx', 'odt', 'epub', ...magic.map(([kind]) => kind)])

/** Files that their projects keep because they are broken: a refusal is the right answer to them. */
const damagedByName =
  /(?:^|[/_.-])(?:fail|malformed\w*|makernote_variant|fuzz\w*|ofz\d+|crash\w*|corrupt\w*|poc\d*|cve|invalid|broken|bad\w*|overflow|oom|heap|uncontrolled|reproducer|forcepoint)(?=[/_.\d-])|qtest\/qpdf\/issue/i
const framesOfJpeg = ['ffc0', 'ffc1', 'ffc2'].map((hex) => Buffer.from(hex, 'hex'))

/** By the name, or because what makes the format is not in it: test files of metadata are often cut off behind them. */
const isDamaged = (path, kind, bytes) =>
  damagedByName.test(path) ||
  (kind === 'jpeg' && !framesOfJpeg.some((frame) => bytes.includes(frame))) ||
  (kind === 'odt' && !bytes.includes('content.xml'))

/** Regular files below a folder; links are not followed. */
function* walk(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* walk(path)
    else if (entry.isFile()) yield path
  }
}

function headOf(path) {
  const file = openSync(path, 'r')
  try {
    const bytes = Buffer.alloc(8192)
    return bytes.toString('latin1', 0, readSync(file, bytes))
  } finally {
    closeSync(file)
  }
}

/** A header of mail at the very start, and one that only mail has before the first empty line. */
function isMail(head) {
  const [header = ''] = head.split(/\r?\n\r?\n/)
  const names = [...header.matchAll(/^([A-Za-z][A-Za-z-]*):/gm)].map(([, name]) => name.toLowerCase())
  const own = ['from', 'subject', 'message-id', 'received', 'date', 'to', 'mime-version', 'return-path']
  return /^[A-Za-z][A-Za-z-]*:\s/.test(header) && own.filter((name) => names.includes(name)).length >= 3
}

/** The format of a file as far as its name and first bytes tell one; null where it is none that is measured. */
export function kindOf(path) {
  const extension = /\.([^./]+)$/.exec(path)?.[1].toLowerCase() ?? ''
  const head = headOf(path)
  if (head === '') return null
  const [real] = magic.find(([, shape]) => shape.test(head)) ?? []
  const kind = byExtension[extension]
  if (real) return fixedMagic.has(kind) ? real : null
  // Named as something that it is not: no file of that format.
  if (kind && fixedMagic.has(kind))
    return kind === 'pdf' ? (head.includes('%PDF-') ? 'pdf' : null) : head.startsWith('PK\x03\x04') ? kind : null
  if (kind === 'html') {
    if (/class=["']ocr_page/.test(head)) return 'hocr'
    return /<(?:!doctype html|html|head|body|title|p|div|table|h1)\b/i.test(head.replaceAll('\0', '')) ? 'html' : null
  }
  if (extension === 'xml') return byRoot[/<(?:\w+:)?(\w[\w.]*)/.exec(head.replace(/<[?!][^>]*>/g, ''))?.[1]] ?? null
  if (extension === 'json') {
    if (/iiif\.io\/api\/presentation/.test(head)) return 'iiif'
    if (/(?:^|\/)package(?:-lock)?\.json$/.test(path)) return null
    return /^\s*\[?\s*\{[^]*"(?:type|id)"\s*:[^]*"(?:issued|author|container-title)"/.test(head) ? 'csl-json' : null
  }
  if (kind === 'plain-text' || extension === '' || /^(?:msg|mail|\d+,?S?)$/.test(extension)) {
    if (/^From \S+.*\d{4}\r?\n[A-Za-z-]+:/.test(head)) return 'mbox'
    if (isMail(head)) return 'eml'
  }
  return kind ?? null
}

/**
 * Files of `folders` by format, without copies, at most `most` of each, `damaged` where they are so on purpose: which ones is decided by their hashes, so the same
 * files give the same choice. Files over 2 GB are left out.
 */
export function collect(folders, most) {
  const found = new Map()
  const seen = new Set()
  for (const folder of folders) {
    for (const path of walk(folder)) {
      const { size } = statSync(path)
      if (size === 0 || size > 2e9) continue
      const kind = kindOf(path)
      if (kind === null) continue
      const bytes = readFileSync(path)
      const hash = createHash('sha256').update(bytes).digest('hex')
      if (seen.has(hash)) continue
      seen.add(hash)
      found.set(kind, [...(found.get(kind) ?? []), { path, size, hash, damaged: isDamaged(path, kind, bytes) }])
    }
  }
  for (const [kind, files] of found) {
    files.sort((a, b) => (a.hash < b.hash ? -1 : 1))
    found.set(kind, files.slice(0, most))
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)))
}
