/** Pages of a transcription and the images that belong to them. Pure. */
import { type DocumentModel, formatIdOf } from '#shared/contract'

type Page = DocumentModel['pages'][number]

/** Formats whose pages may have an image of their own in another file. */
const tiedFormats = new Set(['alto', 'page-xml', 'hocr', 'tei', 'mets', 'iiif'])

export const isTranscription = (extractor: string) => tiedFormats.has(formatIdOf(extractor))

/** The lines of a value of `meta` that has one entry for each page. */
function linesOf(meta: DocumentModel['meta'], key: string, index: number): string[] {
  const value = meta[key]
  const text = Array.isArray(value) ? (value[index] ?? '') : ''
  return text.split('\n').filter((line) => line !== '')
}

/** Names of the images of each page, as the file has them, best first; empty for a page that names none. */
export function imageNames(model: DocumentModel): string[][] {
  const isRepeated = formatIdOf(model.extractor) !== 'tei'
  const seen = new Set<string>()
  return model.pages.map((_, index) => {
    const names = linesOf(model.meta, 'pageImages', index)
    // One image for several pages is a file of several images, of which only the first can be told apart.
    const own = isRepeated ? names.filter((name) => !seen.has(name)) : names
    for (const name of names) seen.add(name)
    return own
  })
}

/** Names of the files with the text of each page (METS). */
export const textNames = (model: DocumentModel): string[][] =>
  model.pages.map((_, index) => linesOf(model.meta, 'pageTexts', index))

/** An image as its header tells it, as large as it is shown. */
export interface PageImage {
  sha256: string
  mediaType: string
  width: number
  height: number
  rotation: number
  /** Where it lay as seen from the transcription. */
  from: string
}

/** Sides may differ by so much, for scans are trimmed and numbers rounded. */
const tolerance = 0.02

export type Fit = 'same' | 'turned' | 'other' | 'unknown'

/** Whether an image has the proportions of a page; `turned`: as it is before its EXIF turns it. */
export function fitOf({ width, height }: Pick<Page, 'width' | 'height'>, image: PageImage): Fit {
  if (width <= 0 || height <= 0) return 'unknown'
  const isLike = (a: number, b: number) => Math.abs((width / height) * (b / a) - 1) <= tolerance
  if (isLike(image.width, image.height)) return 'same'
  return image.rotation % 180 !== 0 && isLike(image.height, image.width) ? 'turned' : 'other'
}

/** True where nothing tells how the boxes of a page lie on an image: they have a unit that pixels cannot give. */
export const isUnplaceable = (model: DocumentModel, page: Page) =>
  (page.width <= 0 || page.height <= 0) && page.unit !== 'px' && model.boxes.some((box) => box.page === page.n)

/** What is kept beside the model because pages need it. */
export interface PageFile {
  sha256: string
  role: 'page-image' | 'page-text'
  mediaType: string
  from: string
}

export interface Tie {
  /** Which page, from 0. */
  index: number
  image: PageImage
}

/**
 * The model with images on its pages and `files` among its resources. A page without a size takes that of its image; boxes stay in the
 * unit of the page. A page that has an image keeps it.
 */
export function withImages(model: DocumentModel, ties: readonly Tie[], files: readonly PageFile[]): DocumentModel {
  const pages = model.pages.map((page) => ({ ...page }))
  const warnings = [...model.warnings]
  for (const { index, image } of ties) {
    const page = pages[index]
    if (!page || page.image !== undefined) continue
    const fit = fitOf(page, image)
    page.image = image.sha256
    if (fit === 'unknown') Object.assign(page, { width: image.width, height: image.height })
    if (fit !== 'turned' && image.rotation !== 0) page.rotation = image.rotation
    if (fit === 'other') {
      const [own, its] = [`${page.width} × ${page.height}`, `${image.width} × ${image.height}`]
      const message = `The image of page ${page.label}, "${image.from}", has other proportions (${its}) than the page (${own} ${page.unit}): the places of its words may be off.`
      warnings.push({ code: 'page-image-size', message })
    }
  }
  const known = new Set(model.resources.map(({ sha256 }) => sha256))
  const added = files.filter(({ sha256 }) => !known.has(sha256) && known.add(sha256))
  return { ...model, pages, warnings, resources: [...model.resources, ...added] }
}

/** Images that the edition before had, on the pages that name the same image still. */
export function keptImages(model: DocumentModel, before: DocumentModel): DocumentModel {
  const [now, then] = [imageNames(model), imageNames(before)]
  const isSame = (index: number) =>
    now.length === then.length && (now[index] ?? []).join('\n') === (then[index] ?? []).join('\n')
  const kept = new Map<number, Page>()
  before.pages.forEach((page, index) => {
    if (page.image !== undefined && isSame(index)) kept.set(index, page)
  })
  if (kept.size === 0) return model
  const pages = model.pages.map((page, index) => {
    const was = kept.get(index)
    if (!was || was.image === undefined || page.image !== undefined) return page
    const size = page.width > 0 && page.height > 0 ? {} : { width: was.width, height: was.height }
    return { ...page, ...size, image: was.image, ...(was.rotation === undefined ? {} : { rotation: was.rotation }) }
  })
  const images = new Set([...kept.values()].map(({ image }) => image))
  const own = new Set(model.resources.map(({ sha256 }) => sha256))
  const resources = before.resources.filter(
    ({ sha256, role }) => role === 'page-image' && images.has(sha256) && !own.has(sha256),
  )
  return { ...model, pages, resources: [...model.resources, ...resources] }
}
