/** What a PDF says of itself: XMP where it is there, else the Info dictionary. */
import { parseEdtf } from '#shared/domain/dates'
import type { ModelParts } from '../../format'
import { readXmp } from '../../xmp'
import type { PDFDocumentProxy } from './pdfjs'

/** `D:19391005120000+02'00'` to `1939-10-05`; null where it is no date. */
export function edtfOfPdfDate(value: string): string | null {
  const match = /^(?:D:)?(\d{4})(?:(\d{2})(\d{2})?)?/.exec(value.trim())
  if (!match) return null
  return sound([match[1], match[2], match[3]])
}

/** `1939-10-05T12:00:00+02:00` and shorter forms to a day, month or year. */
function edtfOfXmpDate(value: string): string | null {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:T|$|\s)/.exec(value.trim())
  return match ? sound([match[1], match[2], match[3]]) : null
}

/** The most exact date of year, month and day that there can be. */
function sound(parts: (string | undefined)[]): string | null {
  const known = parts.filter((part) => part !== undefined)
  for (let length = known.length; length > 0; length -= 1) {
    const date = known.slice(0, length).join('-')
    if (parseEdtf(date) && !date.startsWith('0000')) return date
  }
  return null
}

const clean = (text: string) =>
  text
    .replace(/[\0-\x1f\x7f]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()

/** Titles that programs write when nobody gave one. */
const noTitle = /^(?:untitled(?: document)?|(?:microsoft word|powerpoint) - document\d*|document\d*|none|null)$/i

export interface PdfMetadata {
  meta: ModelParts['meta']
  lang?: string
  /** The pages are drawn by a form language that is not read (XFA). */
  isXfa: boolean
}

/** Titles, creators, dates and so on under the keys of `ModelParts`; also `producer`, `creatorTool`, `pdfVersion`. */
export async function readMetadata(document: PDFDocumentProxy): Promise<PdfMetadata> {
  const found = await document.getMetadata().catch(() => null)
  const info = new Map<string, unknown>(Object.entries(found?.info ?? {}))
  const packet: unknown = found?.metadata?.getRaw()
  const xmp = readXmp(typeof packet === 'string' ? packet : '')
  const xmpOf = (name: string): readonly string[] => xmp.get(name) ?? []
  const infoOf = (name: string): string => {
    const value = info.get(name)
    return typeof value === 'string' ? clean(value) : ''
  }
  const meta: ModelParts['meta'] = {}
  const put = (key: string, value: string | null | undefined) => {
    if (value) meta[key] = value
  }
  const putList = (key: string, values: readonly string[]) => {
    const different = [...new Set(values.filter((value) => value !== ''))]
    if (different.length > 0) meta[key] = different
  }

  const title = (xmpOf('dc:title')[0] ?? infoOf('Title')).replace(/^Microsoft (?:Word|PowerPoint) - /, '')
  if (!noTitle.test(title)) put('title', title)
  const creators = xmpOf('dc:creator')
  putList('creators', creators.length > 0 ? creators : infoOf('Author').split(/\s*;\s*/))
  put('description', xmpOf('dc:description')[0] ?? infoOf('Subject'))
  const subjects = xmpOf('dc:subject')
  const keywords = xmpOf('pdf:keywords')[0] ?? infoOf('Keywords')
  putList('subjects', subjects.length > 0 ? subjects : keywords.split(/\s*[;,]\s*/))
  put('publisher', xmpOf('dc:publisher')[0])
  put('rights', xmpOf('dc:rights')[0] ?? xmpOf('xmprights:usageterms')[0])
  put('identifier', xmpOf('dc:identifier')[0] ?? xmpOf('prism:doi')[0])
  const source = xmpOf('dc:source')[0] ?? ''
  if (/^https?:/i.test(source)) put('source', source)

  const dates = ['prism:publicationdate', 'prism:coverdate', 'dc:date', 'xmp:createdate'].flatMap(xmpOf)
  put(
    'date',
    [...dates.map(edtfOfXmpDate), edtfOfPdfDate(infoOf('CreationDate'))].find((date) => date !== null),
  )
  const changed = xmpOf('xmp:modifydate').map(edtfOfXmpDate)[0] ?? edtfOfPdfDate(infoOf('ModDate'))
  put('modified', changed)
  put('producer', infoOf('Producer'))
  put('creatorTool', xmpOf('xmp:creatortool')[0] ?? infoOf('Creator'))
  put('pdfVersion', infoOf('PDFFormatVersion'))

  const languages = [infoOf('Language'), ...xmpOf('dc:language')].map(languageOf).filter((one) => one !== null)
  putList('languages', languages)
  const lang = languages[0]
  return { meta, isXfa: info.get('IsXFAPresent') === true, ...(lang === undefined ? {} : { lang }) }
}

/** A BCP 47 language tag, or null. */
function languageOf(value: string): string | null {
  try {
    const [tag] = Intl.getCanonicalLocales(value.replaceAll('_', '-'))
    return tag === undefined || tag === 'x-default' ? null : tag
  } catch {
    return null
  }
}
