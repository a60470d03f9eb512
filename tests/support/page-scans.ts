/** Transcriptions and scans of their pages, made on the spot. */
import { pngOf } from '#main/services/documents/images/sample'

/** A picture of a size; `sign` makes its bytes differ from those of others. */
export const scan = (width: number, height: number, sign: string): Uint8Array =>
  new Uint8Array(Buffer.concat([pngOf(width, height), Buffer.from(sign)]))

/** ALTO of one page, in the unit given; `image` as `sourceImageInformation` names it. */
export function alto(text: string, image: string, { width = 80, height = 120, unit = 'pixel' } = {}): string {
  const words = text
    .split(' ')
    .map((word, at) => `<String CONTENT="${word}" HPOS="${at * 9}" VPOS="10" WIDTH="8" HEIGHT="5"/>`)
  const source = image === '' ? '' : `<sourceImageInformation><fileName>${image}</fileName></sourceImageInformation>`
  return `<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"><Description><MeasurementUnit>${unit}</MeasurementUnit>${source}</Description><Layout><Page ID="P" WIDTH="${width}" HEIGHT="${height}"><PrintSpace><TextBlock HPOS="0" VPOS="10" WIDTH="70" HEIGHT="5"><TextLine HPOS="0" VPOS="10" WIDTH="70" HEIGHT="5">${words.join('<SP/>')}</TextLine></TextBlock></PrintSpace></Page></Layout></alto>`
}

/** PAGE XML of one page. */
export const pageXml = (text: string, image: string): string =>
  `<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"><Page imageFilename="${image}" imageWidth="80" imageHeight="120"><TextRegion id="r1"><Coords points="1,1 70,1 70,50 1,50"/><TextLine id="l1"><Coords points="1,1 70,1 70,25 1,25"/><TextEquiv><Unicode>${text}</Unicode></TextEquiv></TextLine></TextRegion></Page></PcGts>`

/** hOCR of one page. */
export const hocr = (text: string, image: string): string =>
  `<html><head><meta name="ocr-system" content="tesseract 5"/></head><body><div class="ocr_page" title='image "${image}"; bbox 0 0 80 120'><p class="ocr_par" title="bbox 1 1 70 20"><span class="ocr_line" title="bbox 1 1 70 20"><span class="ocrx_word" title="bbox 1 1 70 20">${text}</span></span></p></div></body></html>`

/** TEI with one page break for each image, by its surface. */
export function tei(images: readonly string[]): string {
  const surfaces = images.map((image, at) => `<surface xml:id="s${at}"><graphic url="${image}"/></surface>`).join('')
  const pages = images.map((_, at) => `<pb n="${at + 1}" facs="#s${at}"/><p>Lapa ${at + 1}.</p>`).join('')
  return `<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc/></teiHeader><facsimile>${surfaces}</facsimile><text><body>${pages}</body></text></TEI>`
}

/** METS of pages, each with an image and a text. */
export function mets(pages: readonly { image: string; text: string }[], label = 'Brīvā Zeme'): string {
  const file = (id: string, href: string) => `<file ID="${id}"><FLocat LOCTYPE="URL" xlink:href="${href}"/></file>`
  const group = (use: string, files: string[]) => `<fileGrp USE="${use}">${files.join('')}</fileGrp>`
  const images = group(
    'Images',
    pages.map(({ image }, at) => file(`i${at}`, image)),
  )
  const texts = group(
    'Text',
    pages.map(({ text }, at) => file(`t${at}`, text)),
  )
  const divisions = pages.map(
    (_, at) => `<div TYPE="page" ORDER="${at + 1}"><fptr FILEID="i${at}"/><fptr FILEID="t${at}"/></div>`,
  )
  return `<mets xmlns="http://www.loc.gov/METS/" xmlns:xlink="http://www.w3.org/1999/xlink" LABEL="${label}"><fileSec>${images}${texts}</fileSec><structMap TYPE="PHYSICAL"><div TYPE="issue">${divisions.join('')}</div></structMap></mets>`
}

/** A IIIF manifest of canvases with images by address. */
export const iiif = (images: readonly string[]): string =>
  JSON.stringify({
    '@context': 'http://iiif.io/api/presentation/3/context.json',
    id: 'https://example.org/manifest',
    type: 'Manifest',
    label: { lv: ['Grāmata'] },
    items: images.map((image, at) => ({
      id: `https://example.org/c${at}`,
      type: 'Canvas',
      label: { none: [`${at + 1}r`] },
      width: 800,
      height: 1200,
      items: [{ type: 'AnnotationPage', items: [{ type: 'Annotation', body: { id: image, type: 'Image' } }] }],
    })),
  })

/** Small books, each a folder with METS, ALTO and scans, or PAGE beside its scan, for imports that are disturbed. */
export function scannedFiles(books: number): Record<string, string | Uint8Array> {
  const files: Record<string, string | Uint8Array> = {}
  for (let book = 0; book < books; book += 1) {
    const folder = `gramata ${String(book).padStart(3, '0')}`
    if (book % 3 === 0) {
      const pages = [1, 2, 3].map((n) => ({ image: `images/${n}.png`, text: `alto/${n}.xml` }))
      files[`${folder}/mets.xml`] = mets(pages, `Grāmata ${book}`)
      for (const [at, { image, text }] of pages.entries()) {
        files[`${folder}/${image}`] = scan(80, 120, `${book} ${at}`)
        files[`${folder}/${text}`] = alto(`Grāmata ${book} lapa ${at}`, '')
      }
    } else {
      files[`${folder}/lapa.png`] = scan(80, 120, String(book))
      files[`${folder}/lapa.xml`] =
        book % 3 === 1 ? pageXml(`Lapa ${book}`, 'lapa.png') : alto(`Lapa ${book}`, 'lapa.tif')
    }
  }
  return files
}
