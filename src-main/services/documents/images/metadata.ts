/** EXIF, IPTC and XMP of an image as the metadata of its document. */
import { parseEdtf } from '#shared/domain/dates'
import type { ModelParts } from '../format'
import { readXmp } from '../xmp'

/** What exifr finds: blocks by name, each with values by the names of the standard. */
type Blocks = Readonly<Record<string, unknown>>

const options = {
  tiff: true,
  ifd0: {},
  exif: true,
  gps: true,
  iptc: true,
  // Read by ourselves, with lists and languages.
  xmp: false,
  icc: false,
  jfif: false,
  ihdr: false,
  interop: false,
  mergeOutput: false,
  translateValues: false,
  // Dates stay as written: they have no zone, and dates of archives are often not whole.
  reviveValues: false,
} as const

const clean = (text: string) =>
  text
    .replace(/[\0-\x1f\x7f]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()

/** Values of one property of a block, cleaned; none where it is not there. */
function valuesOf(blocks: Blocks, block: string, name: string): string[] {
  const found = blocks[block]
  if (typeof found !== 'object' || found === null) return []
  const value: unknown = Object.entries(found).find(([key]) => key === name)?.[1]
  const list: unknown[] = Array.isArray(value) ? value : [value]
  return list.flatMap((one) => {
    const text = typeof one === 'string' ? clean(one) : typeof one === 'number' ? String(one) : ''
    return text === '' ? [] : [text]
  })
}

/**
 * `1939:10:05 12:00:00`, `19391005`, `1939-10-05T12:00` and shorter forms to a day, month or year; zeros stand for what
 * is not known. Null where there is no date.
 */
export function edtfOfImageDate(value: string): string | null {
  const match = /^(\d{4})(?:[:\-/]?(\d{2})(?:[:\-/]?(\d{2}))?)?(?=$|[T\s])/.exec(value.trim())
  if (!match || match[1] === '0000') return null
  const known = [match[1], match[2], match[3]].filter((part) => part !== undefined)
  for (let length = known.length; length > 0; length -= 1) {
    const date = known.slice(0, length).join('-')
    if (parseEdtf(date)) return date
  }
  return null
}

/** The XMP packet in the bytes of any image, by its own signs; empty where there is none. */
function packetOf(bytes: Uint8Array): string {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const start = all.indexOf('<x:xmpmeta')
  if (start < 0) return ''
  const end = all.indexOf('</x:xmpmeta>', start)
  return end < 0 ? '' : all.toString('utf8', start, end + '</x:xmpmeta>'.length)
}

/** Degrees, minutes and seconds with their direction to decimal degrees, or null. */
function degreesOf(blocks: Blocks, name: 'GPSLatitude' | 'GPSLongitude'): number | null {
  const parts = valuesOf(blocks, 'gps', name).map(Number)
  const [degrees, minutes = 0, seconds = 0] = parts
  if (degrees === undefined || !parts.every(Number.isFinite)) return null
  const value = degrees + minutes / 60 + seconds / 3600
  const direction = valuesOf(blocks, 'gps', `${name}Ref`)[0]?.toUpperCase()
  if (value > (name === 'GPSLatitude' ? 90 : 180)) return null
  return (direction?.startsWith('S') || direction?.startsWith('W') ? -1 : 1) * Number(value.toFixed(6))
}

export interface ImageMetadata {
  meta: ModelParts['meta']
  warnings: ModelParts['warnings']
}

/**
 * `title`, `creators`, `date` (EDTF: of the thing shown before that of the exposure), `description`, `places` (from the
 * smallest part to the country), `coordinates` (`latitude, longitude` in degrees, WGS 84), `rights`, `rightsUri`,
 * `subjects`, `camera`, `software`. `exif` is the block of EXIF where the container is not one that exifr knows.
 */
export async function readImageMetadata(bytes: Uint8Array, exif: Uint8Array = bytes): Promise<ImageMetadata> {
  const warnings: ModelParts['warnings'] = []
  let blocks: Blocks = {}
  try {
    const { default: exifr } = await import('exifr')
    const found: unknown = exif.length > 0 ? await exifr.parse(exif, options) : null
    if (typeof found === 'object' && found !== null) blocks = { ...found }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    // A file without EXIF that exifr does not know as an image is nothing to tell.
    if (!/unknown file format/i.test(reason)) {
      warnings.push({ code: 'metadata-not-read', message: `The EXIF data of the image could not be read: ${reason}` })
    }
  }
  const packet = readXmp(packetOf(bytes))
  const xmp = (name: string): readonly string[] => packet.get(name.toLowerCase()) ?? []
  const iptc = (name: string) => valuesOf(blocks, 'iptc', name)
  const ifd = (name: string) => valuesOf(blocks, 'ifd0', name)
  const camera = (name: string) => valuesOf(blocks, 'exif', name)
  /** The first of several sources that says anything. */
  const first = (...sources: (readonly string[])[]) => sources.find((values) => values.length > 0) ?? []

  const meta: ModelParts['meta'] = {}
  const put = (key: string, value: string | null | undefined) => {
    if (value) meta[key] = value
  }
  const putList = (key: string, values: readonly string[]) => {
    const different = [...new Set(values)]
    if (different.length > 0) meta[key] = different
  }
  put('title', first(xmp('dc:title'), iptc('ObjectName'), iptc('Headline'), xmp('photoshop:Headline'))[0])
  putList(
    'creators',
    first(
      xmp('dc:creator'),
      iptc('Byline'),
      ifd('Artist').flatMap((names) => names.split(/\s*;\s*/)),
    ),
  )
  const dates = [
    ...xmp('photoshop:DateCreated'),
    ...iptc('DateCreated'),
    ...camera('DateTimeOriginal'),
    ...xmp('exif:DateTimeOriginal'),
    ...xmp('xmp:CreateDate'),
    ...camera('CreateDate'),
  ]
  put(
    'date',
    dates.map(edtfOfImageDate).find((date) => date !== null),
  )
  put('description', first(xmp('dc:description'), iptc('Caption'), ifd('ImageDescription'))[0])
  const place = [
    first(xmp('Iptc4xmpCore:Location'), iptc('Sublocation'))[0],
    first(xmp('photoshop:City'), iptc('City'))[0],
    first(xmp('photoshop:State'), iptc('State'))[0],
    first(xmp('photoshop:Country'), iptc('Country'))[0],
  ].filter((part) => part !== undefined)
  if (place.length > 0) meta['places'] = [place.join(', ')]
  const [latitude, longitude] = [degreesOf(blocks, 'GPSLatitude'), degreesOf(blocks, 'GPSLongitude')]
  if (latitude !== null && longitude !== null) meta['coordinates'] = `${latitude}, ${longitude}`
  put('rights', first(xmp('dc:rights'), iptc('CopyrightNotice'), ifd('Copyright'))[0])
  put('rightsUri', xmp('xmpRights:WebStatement')[0])
  putList('subjects', first(xmp('dc:subject'), iptc('Keywords')))
  put('camera', [...ifd('Make'), ...ifd('Model')].join(' '))
  put('software', ifd('Software')[0])
  return { meta, warnings }
}
