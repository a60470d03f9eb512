/** The pages of a METS file: its physical structure map, with the image and text files of each page. */
import { descendantsOf, elementsOf, type XmlElement } from '../../xml-tree'

export interface MetsFile {
  /** As the file section has it; never opened. */
  href: string
  use: string
  mediaType: string
}

export interface MetsPage {
  division: XmlElement
  label: string
  /** Names of files, the one to show first. */
  images: string[]
  /** Names of files with recognised text. */
  texts: string[]
}

/** Ids of the files that a division points at itself. */
export const pointersOf = (division: XmlElement): string[] =>
  elementsOf(division, 'fptr').flatMap((pointer) => [
    ...(pointer.attributes['FILEID'] ? [pointer.attributes['FILEID']] : []),
    ...descendantsOf(pointer, 'area').flatMap((area) => area.attributes['FILEID'] ?? []),
  ])

const isImage = ({ href, mediaType }: MetsFile) =>
  /^image\//i.test(mediaType) || /\.(?:jpe?g|png|webp|tiff?|jp2|gif)$/i.test(href)
const isText = ({ href, mediaType, use }: MetsFile) =>
  !/^image\//i.test(mediaType) && (/\.(?:xml|alto|hocr)$/i.test(href) || /alto|page|hocr/i.test(`${mediaType} ${use}`))

/** What is made for looking at goes before masters, and both before small pictures. */
function rankOf({ href, use }: MetsFile): number {
  if (/thumb|preview|icon/i.test(use)) return 3
  if (/tiff?$|jp2$/i.test(href)) return 2
  return /default|access|web|reference/i.test(use) ? 0 : 1
}

/**
 * Pages in their order: the outermost divisions that point at images or texts, of the map of the type `PHYSICAL`, or of
 * the only map.
 */
export function metsPages(root: XmlElement, files: ReadonlyMap<string, MetsFile>): MetsPage[] {
  const maps = elementsOf(root, 'structMap')
  const physical = maps.filter((map) => /^physical$/i.test(map.attributes['TYPE'] ?? ''))
  const [map] = physical.length > 0 ? physical : maps.length === 1 ? maps : []
  if (!map) return []
  const pages: MetsPage[] = []
  const walk = (element: XmlElement) => {
    for (const division of elementsOf(element, 'div')) {
      const own = pointersOf(division).flatMap((id) => files.get(id) ?? [])
      const images = own.filter(isImage).sort((a, b) => rankOf(a) - rankOf(b))
      const texts = own.filter((file) => !isImage(file) && isText(file))
      if (images.length + texts.length === 0) {
        walk(division)
        continue
      }
      // Columns and blocks inside a page point at the same files once more.
      const { ORDERLABEL: said = '', ORDER: order = '' } = division.attributes
      pages.push({
        division,
        label: said || order || String(pages.length + 1),
        images: [...new Set(images.map(({ href }) => href))],
        texts: [...new Set(texts.map(({ href }) => href))],
      })
    }
  }
  walk(map)
  return pages
}
