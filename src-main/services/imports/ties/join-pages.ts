/** A METS file and the recognised texts of its pages as one document. Pure. */
import { createHash } from 'node:crypto'
import type { Block, DocumentModel, Mark } from '#shared/contract'

/** A page of the METS file with what was read of its text; null where that is not there. */
export interface ReadPage {
  label: string
  text: DocumentModel | null
}

/** The running state of the model that is joined. */
class Joiner {
  text = ''
  readonly blocks: Block[] = []
  readonly marks: Mark[] = []
  readonly anchors: DocumentModel['anchors'] = []
  readonly boxes: DocumentModel['boxes'] = []
  readonly pages: DocumentModel['pages'] = []

  empty(label: string): void {
    const at = this.text.length
    this.pages.push({ n: this.pages.length + 1, label, start: at, end: at, width: 0, height: 0, unit: 'px' })
  }

  append(model: DocumentModel, label: string): void {
    if (this.text !== '' && model.text !== '') this.text += '\n\n'
    const by = this.text.length
    const before = this.pages.length
    const moved = <R extends { start: number; end: number }>(range: R): R => ({
      ...range,
      start: range.start + by,
      end: range.end + by,
    })
    const count = this.blocks.length
    const ids = new Map(model.blocks.map(({ id }, index) => [id, `b${count + index + 1}`]))
    const renamed = (id: string) => ids.get(id) ?? id
    for (const block of model.blocks) {
      const parent = block.parent === undefined ? {} : { parent: renamed(block.parent) }
      this.blocks.push({ ...moved(block), id: renamed(block.id), ...parent })
    }
    for (const mark of model.marks) {
      const target = mark.kind === 'note-ref' && mark.target !== undefined ? { target: renamed(mark.target) } : {}
      this.marks.push({ ...moved(mark), ...target })
    }
    for (const anchor of model.anchors) this.anchors.push({ ...anchor, start: anchor.start + by })
    for (const box of model.boxes) this.boxes.push({ ...moved(box), page: box.page + before })
    const several = model.pages.length > 1
    for (const page of model.pages) {
      const own = several && page.label !== '' ? `${label}, ${page.label}` : label
      this.pages.push({ ...moved(page), n: page.n + before, label: own || page.label })
    }
    this.text += model.text
  }
}

/**
 * The document of a METS file whose pages have their texts in files of their own. Text, blocks, positions and pages come from these, in
 * the order of the METS file; everything that the METS file says of itself stays. `names` are the images of each page of
 * the result, one name a line. Throws where no page has a text.
 */
export function joinPages(mets: DocumentModel, pages: readonly ReadPage[], names: readonly string[][]): DocumentModel {
  const joiner = new Joiner()
  const images: string[] = []
  pages.forEach(({ label, text }, index) => {
    const before = joiner.pages.length
    if (text && text.pages.length > 0) joiner.append(text, label)
    else joiner.empty(label)
    const own = (names[index] ?? []).join('\n')
    for (let page = before; page < joiner.pages.length; page += 1) images.push(page === before ? own : '')
  })
  const { text, blocks, marks, anchors, boxes } = joiner
  const read = pages.flatMap((page) => page.text ?? [])
  if (read.length === 0) throw new Error(`no page of ${mets.id} has a text`)
  const missing = pages.filter((page) => page.text === null).map(({ label }) => label)
  const message = `The text of ${missing.length} of ${pages.length} pages is not there: ${missing.slice(0, 20).join(', ')}.`
  const { lang = read.find((model) => model.lang !== undefined)?.lang, meta, ...rest } = mets
  return {
    ...rest,
    ...(lang === undefined ? {} : { lang }),
    meta: { ...meta, ...(images.some((image) => image !== '') ? { pageImages: images } : {}) },
    warnings: [
      ...mets.warnings,
      ...read.flatMap(({ warnings }) => warnings),
      ...(missing.length > 0 ? [{ code: 'page-text-missing', message }] : []),
    ],
    text,
    textSha256: createHash('sha256').update(text).digest('hex'),
    blocks,
    marks,
    anchors,
    boxes,
    pages: joiner.pages,
  }
}
