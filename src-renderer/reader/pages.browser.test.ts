/** What only engines with pages do: drawing PDFs and pictures, what is kept of them, size, rotation, regions. */
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import type { DocumentModel } from '#shared/contract'
import { until } from '../../tests/support/until'
import { createImageSource } from './engines/pages/image-source'
import { createPagePictures, type DrawnRegion, mountReader, type PageFailure, type Reader, type ReaderPages } from '.'
// After the styles of pages, as in the program: of two rules that weigh the same the later one holds.
import '@/styles/index.css'

const sha256 = '7'.repeat(64)
const labels = { title: 'Lapas', annotations: 'Piezīmes', caretOn: '', caretOff: '' }
const tryAgain = 'Vēlreiz'
const pageFailed = (label: string, { reason }: PageFailure) => `${label}: ${reason}`
let host: HTMLElement
let reader: Reader
let url = ''

/** A PDF of `count` pages, 300 by 400 points, with a black square and its number in one of the standard fonts. */
function pdfOf(count: number): Blob {
  const objects = ['<< /Type /Catalog /Pages 2 0 R >>']
  const kids = Array.from({ length: count }, (_, n) => `${4 + 2 * n} 0 R`)
  objects.push(`<< /Type /Pages /Kids [${kids.join(' ')}] /Count ${count} >>`)
  objects.push('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>')
  for (let n = 0; n < count; n += 1) {
    const content = `0 0 0 rg 30 300 50 50 re f BT /F1 40 Tf 30 100 Td (${n + 1}) Tj ET`
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] /Resources << /Font << /F1 3 0 R >> >> /Contents ${5 + 2 * n} 0 R >>`,
      `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    )
  }
  let file = '%PDF-1.7\n'
  const places = objects.map((body, n) => {
    const at = file.length
    file += `${n + 1} 0 obj\n${body}\nendobj\n`
    return at
  })
  const table = places.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')
  const start = file.length
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}`
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`
  return new Blob([file], { type: 'application/pdf' })
}

function modelOf(count: number, mediaType = 'application/pdf', size = { width: 300, height: 400 }): DocumentModel {
  const isImage = mediaType.startsWith('image/')
  return {
    schema: 'avots-document',
    model: 1,
    id: 'd1',
    originalSha256: sha256,
    mediaType,
    extractor: 'pdf@1',
    meta: {},
    warnings: [],
    text: '',
    textSha256: '0'.repeat(64),
    blocks: [],
    marks: [],
    pages: Array.from({ length: count }, (_, n) => ({
      ...{ n: n + 1, label: String(n + 1), start: 0, end: 0, ...size, unit: isImage ? 'px' : 'pt' },
      ...(isImage ? { image: sha256 } : {}),
    })),
    boxes: [],
    resources: [],
    anchors: [],
    parts: [],
  }
}

function mount(model: DocumentModel, blob: Blob, kind = 'pages'): ReaderPages {
  url = URL.createObjectURL(blob)
  host = document.createElement('div')
  host.style.cssText = 'position: fixed; inset: 0; width: 700px; height: 600px; overflow: auto'
  document.body.append(host)
  const files = { url: () => url, picture: () => Promise.resolve(url) }
  const options = { labels: { ...labels, pageFailed, tryAgain }, kind, files }
  reader = mountReader(host, { id: 'd1', editionId: 'd1.1', model }, options)
  if (!reader.pages) throw new Error('no pages')
  return reader.pages
}

beforeAll(() => page.viewport(1000, 700))
afterEach(() => {
  reader.destroy()
  host.remove()
  URL.revokeObjectURL(url)
})

/** What comes into the page. */
async function shown<T>(read: () => T | null): Promise<T> {
  const found = await until(read)
  if (found === null) throw new Error('it is gone again')
  return found
}
const canvases = () => [...host.querySelectorAll<HTMLCanvasElement>('.pg-pictures canvas')]
const canvasOf = (n: number) => host.querySelector<HTMLCanvasElement>(`[data-page="${n}"] .pg-pictures canvas`)

/** Red of the point at shares of the width and height of a canvas. */
function lightAt(canvas: HTMLCanvasElement, x: number, y: number): number {
  const copy = new OffscreenCanvas(canvas.width, canvas.height)
  const context = copy.getContext('2d')
  context?.drawImage(canvas, 0, 0)
  return context?.getImageData(Math.floor(x * canvas.width), Math.floor(y * canvas.height), 1, 1).data[0] ?? -1
}

describe('a PDF', () => {
  it('is drawn as large as it is shown, and turned', async () => {
    const pages = mount(modelOf(2), pdfOf(2))
    const first = await shown(() => canvasOf(1))
    expect(first.width).toBe(Math.round((700 - 32) * devicePixelRatio))
    // The square is black, beside it the paper is white.
    expect([lightAt(first, 0.15, 0.2), lightAt(first, 0.6, 0.2)]).toEqual([0, 255])
    pages.setZoom(1)
    await until(() => canvasOf(1)?.width === 400 * devicePixelRatio)
    pages.setRotation(90)
    const turned = await shown(() => (canvasOf(1)?.width === Math.round(400 * (4 / 3)) ? canvasOf(1) : null))
    expect(lightAt(turned, 0.8, 0.15)).toBe(0)
    expect(lightAt(turned, 0.15, 0.2)).toBe(255)
  })

  it('is in the page only where it is looked at, however many pages it has', async () => {
    const pages = mount(modelOf(300), pdfOf(300))
    await until(() => canvasOf(1))
    expect(host.querySelectorAll('.pg-page').length).toBeLessThan(6)
    const gone = canvasOf(1)
    pages.goTo(200)
    await until(() => canvasOf(200))
    expect(pages.current()).toBe(200)
    await until(() => !host.querySelector('[data-page="1"]'))
    expect(gone?.width).toBe(0)
    expect(host.querySelectorAll('.pg-page').length).toBeLessThan(6)
  })

  it('is sharp at any size, without pictures that are larger than memory bears', async () => {
    const pages = mount(modelOf(1), pdfOf(1))
    pages.setZoom(20)
    const detail = await shown(() => host.querySelector<HTMLCanvasElement>('.pg-detail'))
    expect(detail.width).toBeGreaterThanOrEqual(700)
    for (const canvas of canvases()) expect(canvas.width * canvas.height).toBeLessThan(9_000_000)
    const box = detail.getBoundingClientRect()
    expect(detail.width / box.width).toBeCloseTo(devicePixelRatio, 1)
  })

  it('has small pictures also where no reader shows it, and those of other documents', async () => {
    const blob = pdfOf(3)
    mount(modelOf(1), blob)
    const files = { url: () => url, picture: () => Promise.resolve(url) }
    const pictures = createPagePictures()
    const wanted = { width: 100, height: 100, shape: { type: 'rect' as const, x: 30, y: 60, w: 60, h: 60 } }
    const models = [modelOf(3), modelOf(3), modelOf(3)]
    const drawn = await Promise.all(models.map((model) => pictures.picture(model, files, 2, wanted)))
    expect(drawn.map((canvas) => canvas && canvas.width / devicePixelRatio)).toEqual([100, 100, 100])
    const left = new AbortController()
    const late = pictures.picture(modelOf(3), files, 1, { ...wanted, signal: left.signal })
    left.abort()
    expect(await late).toBeNull()
    expect(await pictures.picture(modelOf(3), { ...files, url: () => 'blob:gone' }, 1, wanted)).toBeNull()
    pictures.close()
  })

  it('has small pictures of its pages and of parts of them', async () => {
    const pages = mount(modelOf(3), pdfOf(3))
    const small = await pages.picture(3, { width: 120, height: 148 })
    expect([small?.width, small?.height]).toEqual([111, 148].map((px) => px * devicePixelRatio))
    const crop = await pages.picture(1, {
      width: 100,
      height: 100,
      shape: { type: 'rect', x: 30, y: 50, w: 50, h: 50 },
    })
    expect(crop && lightAt(crop, 0.5, 0.5)).toBe(0)
  })

  it('says on the page why it cannot be drawn', async () => {
    mount(modelOf(1), new Blob(['no PDF at all']))
    const note = await shown(() => host.querySelector('.pg-failed'))
    expect(note.textContent).toMatch(/^1: damaged/)
  })

  it('says of a file and of a picture that cannot be read, or are damaged, which of both it is', async () => {
    const said = async (mediaType: string, address: string) => {
      const kind = mediaType === 'application/pdf' ? 'pages' : 'image'
      mount(modelOf(1, mediaType), new Blob(['neither a PDF nor a picture']), kind)
      const files = { url: () => address || url, picture: () => Promise.resolve(address || url) }
      reader.destroy()
      const source = { id: 'd1', editionId: 'd1.1', model: modelOf(1, mediaType) }
      reader = mountReader(host, source, { labels: { ...labels, pageFailed }, kind, files })
      const note = await shown(() => host.querySelector('.pg-failed'))
      host.remove()
      return note.textContent
    }
    expect(await said('application/pdf', 'blob:gone')).toBe('1: unread')
    expect(await said('image/png', 'blob:gone')).toBe('1: unread')
    expect(await said('image/png', '')).toBe('1: damaged')
  })

  it('is tried again when that is asked for, all pages at once', async () => {
    const wrong = URL.createObjectURL(new Blob(['no PDF at all']))
    mount(modelOf(2), pdfOf(2))
    const good = url
    reader.destroy()
    let address = wrong
    const files = { url: () => address, picture: () => Promise.resolve(address) }
    const all = { ...labels, pageFailed, tryAgain }
    reader = mountReader(
      host,
      { id: 'd1', editionId: 'd1.1', model: modelOf(2) },
      { labels: all, kind: 'pages', files },
    )
    await until(() => host.querySelectorAll('.pg-failed').length === 2)
    const button = await shown(() => host.querySelector<HTMLButtonElement>('.pg-failed button'))
    expect(button.textContent).toBe(tryAgain)
    await userEvent.click(button)
    await until(() => !host.querySelector('.is-trying'))
    expect(document.activeElement).toBe(button)
    address = good
    await userEvent.click(button)
    await until(() => canvasOf(1) && canvasOf(2) && !host.querySelector('.pg-failed'))
    expect(document.activeElement).toBe(reader.content)
    URL.revokeObjectURL(wrong)
  })

  it('is tried again when somebody comes back to it', async () => {
    mount(modelOf(3), pdfOf(3))
    const good = url
    reader.destroy()
    let address = 'blob:gone'
    const files = { url: () => address, picture: () => Promise.resolve(address) }
    reader = mountReader(host, { id: 'd1', editionId: 'd1.1', model: modelOf(3) }, { labels, kind: 'pages', files })
    await until(() => host.querySelector('[data-page="1"] .pg-failed'))
    address = good
    // Not so far that the page is taken out.
    reader.pages?.goTo(2)
    await until(() => canvasOf(2))
    expect(host.querySelector('[data-page="1"] .pg-failed')).not.toBeNull()
    reader.pages?.goTo(1)
    await until(() => canvasOf(1) && !host.querySelector('[data-page="1"] .pg-failed'))
  })

  it('tells that pages came, and keeps what stands below them in its place', async () => {
    const pages = mount(modelOf(30), pdfOf(30))
    await until(() => canvasOf(1))
    const first = pages.slot(1)
    if (first) first.innerHTML = '<p style="height: 120px">Piezīme</p>'
    const gap = () => (host.querySelector('[data-page="2"]')?.getBoundingClientRect().top ?? 0) - bottomOf(1)
    const bottomOf = (n: number) =>
      host.querySelector(`.pg-page[data-page="${n}"]`)?.getBoundingClientRect().bottom ?? 0
    await until(() => gap() > 120)
    let later: HTMLElement | null = null
    reader.onLayout(() => (later ??= pages.slot(20)))
    expect(pages.slot(20)).toBeNull()
    pages.goTo(20)
    await until(() => later)
    await until(() => !host.querySelector('.pg-page[data-page="1"]'))
    pages.setZoom(0.5)
    const expected = 16 + 400 * (4 / 3) * 0.5
    expect(
      first && Math.abs(first.getBoundingClientRect().top - reader.content.getBoundingClientRect().top - expected),
    ).toBeLessThan(10)
  })

  it('has one ring of the focus, around what scrolls', async () => {
    mount(modelOf(1), pdfOf(1))
    await userEvent.keyboard('{Tab}')
    await until(() => document.activeElement === reader.content)
    const ringed = [...document.querySelectorAll('body, body *')].filter(
      (one) => getComputedStyle(one).outlineStyle !== 'none',
    )
    expect(ringed).toEqual([reader.content.parentElement])
  })

  it('is in the language of its document', () => {
    url = URL.createObjectURL(pdfOf(1))
    mount({ ...modelOf(1), lang: 'lt' }, pdfOf(1))
    expect(reader.content.lang).toBe('lt')
  })
})

describe('a picture', () => {
  async function pictureOf(width: number, height: number): Promise<Blob> {
    const canvas = new OffscreenCanvas(width, height)
    const context = canvas.getContext('2d')
    if (context) {
      context.fillStyle = '#fff'
      context.fillRect(0, 0, width, height)
      context.fillStyle = '#000'
      context.fillRect(0, 0, width / 2, height / 2)
    }
    return canvas.convertToBlob()
  }
  const size = { width: 3000, height: 2000 }
  let blob: Blob
  beforeAll(async () => {
    blob = await pictureOf(size.width, size.height)
  })

  it('is seen as a whole first, and zoomed where the pointer is by the wheel', async () => {
    const pages = mount(modelOf(1, 'image/png', size), blob, 'image')
    expect(pages.zoom()).toBe('page')
    await until(() => canvasOf(1))
    const view = host.getBoundingClientRect()
    const box = () => host.querySelector('.pg-page')?.getBoundingClientRect() ?? new DOMRect()
    const [x, y] = [view.left + 300, view.top + 250]
    const before = { x: (x - box().left) / box().width, y: (y - box().top) / box().height }
    for (let turn = 0; turn < 6; turn += 1) {
      reader.content.dispatchEvent(
        new WheelEvent('wheel', { deltaY: -300, clientX: x, clientY: y, bubbles: true, cancelable: true }),
      )
    }
    expect(pages.scale()).toBeGreaterThan(1)
    expect((x - box().left) / box().width).toBeCloseTo(before.x, 2)
    expect((y - box().top) / box().height).toBeCloseTo(before.y, 2)
    await until(() => host.querySelector('.pg-detail'))
  })

  it('is asked for anew where nothing lies at its address any more, and not again and again', async () => {
    const first = URL.createObjectURL(blob)
    const second = URL.createObjectURL(blob)
    const addresses = [first, second, 'blob:gone', 'blob:gone']
    let asked = 0
    const source = createImageSource(() => Promise.resolve(addresses[asked++] ?? 'blob:gone'))
    const part = { x: 0, y: 0, w: 60, h: 40 }
    const draw = () => source.draw({ page: 1, rotation: 0, width: 60, height: 40, part }, new AbortController().signal)
    await draw()
    URL.revokeObjectURL(first)
    source.forget(1)
    await draw()
    expect(asked).toBe(2)
    URL.revokeObjectURL(second)
    source.forget(1)
    await expect(draw()).rejects.toMatchObject({ reason: 'unread' })
    expect(asked).toBe(3)
    // Whoever tries again asks again.
    await expect(draw()).rejects.toMatchObject({ reason: 'unread' })
    expect(asked).toBe(4)
    source.close()
  })

  it('is drawn also where its page is given up meanwhile', async () => {
    const address = URL.createObjectURL(blob)
    mount(modelOf(1, 'image/png', size), blob, 'image')
    const source = createImageSource(() => Promise.resolve(address))
    const part = { x: 0, y: 0, w: 300, h: 200 }
    const request = { page: 1, rotation: 0 as const, width: 300, height: 200, part }
    for (let round = 0; round < 5; round += 1) {
      const drawn = source.draw(request, new AbortController().signal)
      // The worker is decoding by now, or about to.
      await Promise.resolve().then(() => Promise.resolve())
      source.forget(1)
      expect((await drawn).width).toBe(300)
    }
    source.close()
    URL.revokeObjectURL(address)
  })

  it('is turned, lit and moved', async () => {
    const pages = mount(modelOf(1, 'image/png', size), blob, 'image')
    const upright = await shown(() => canvasOf(1))
    expect([lightAt(upright, 0.25, 0.25), lightAt(upright, 0.75, 0.25)]).toEqual([0, 255])
    pages.setRotation(90)
    const turned = await shown(() => (canvasOf(1) === upright ? null : canvasOf(1)))
    expect(lightAt(turned, 0.75, 0.25)).toBe(0)
    pages.setLight({ brightness: 1.5, contrast: 2 })
    expect(getComputedStyle(host.querySelector('.pg-pictures') ?? host).filter).toBe('brightness(1.5) contrast(2)')
    pages.setZoom(2)
    const [left, top] = [host.scrollLeft, host.scrollTop]
    const at = { clientX: 300, clientY: 300, bubbles: true, cancelable: true, pointerId: 1, button: 0 }
    reader.content.dispatchEvent(new PointerEvent('pointerdown', at))
    reader.content.dispatchEvent(new PointerEvent('pointermove', { ...at, clientX: 260, clientY: 320 }))
    reader.content.dispatchEvent(new PointerEvent('pointerup', at))
    expect([host.scrollLeft - left, host.scrollTop - top]).toEqual([40, -20])
    // Space that is let go elsewhere is not held any more.
    reader.focus()
    reader.content.dispatchEvent(new KeyboardEvent('keydown', { key: ' ', bubbles: true, cancelable: true }))
    expect(reader.content.classList.contains('can-pan')).toBe(true)
    document.body.dispatchEvent(new KeyboardEvent('keyup', { key: ' ', bubbles: true }))
    expect(reader.content.classList.contains('can-pan')).toBe(false)
  })
})

describe('regions', () => {
  let pages: ReaderPages
  let drawn: DrawnRegion[]
  beforeEach(() => {
    pages = mount(modelOf(2), pdfOf(2))
    pages.setZoom(1.5)
    drawn = []
    pages.onRegion((region) => drawn.push(region))
  })
  const point = (x: number, y: number) => {
    const box = host.querySelector('.pg-page')?.getBoundingClientRect()
    return { clientX: (box?.left ?? 0) + x * 2, clientY: (box?.top ?? 0) + y * 2 }
  }
  const send = (type: string, x: number, y: number) =>
    reader.content.dispatchEvent(
      new PointerEvent(type, { ...point(x, y), bubbles: true, cancelable: true, pointerId: 1, button: 0 }),
    )

  it('are drawn as rectangles by dragging', () => {
    pages.drawRegion('rect')
    expect(pages.drawing()).toBe('rect')
    send('pointerdown', 120, 150)
    send('pointermove', 60, 80)
    send('pointerup', 60, 80)
    expect(drawn).toEqual([{ id: null, page: 1, shape: { type: 'rect', x: 60, y: 80, w: 60, h: 70 } }])
    expect(pages.drawing()).toBeNull()
  })

  it('leave the digits to tags, and take the zoom with other keys', async () => {
    const heard: unknown[] = []
    reader.onCommand((command) => heard.push(command))
    reader.focus()
    await userEvent.keyboard('1')
    expect(heard).toEqual([{ name: 'tag-digit', digit: 1 }])
    expect(pages.zoom()).toBe(1.5)
    await userEvent.keyboard('0')
    expect(pages.zoom()).toBe('width')
  })

  it('are drawn as outlines by clicks, closed at the first corner', () => {
    pages.drawRegion('polygon')
    for (const [x, y] of [
      [50, 50],
      [100, 60],
      [90, 120],
      [51, 50],
    ] as const) {
      send('pointerdown', x, y)
      send('pointerup', x, y)
    }
    expect(drawn.map(({ shape }) => shape)).toEqual([
      {
        type: 'polygon',
        points: [
          [50, 50],
          [100, 60],
          [90, 120],
        ],
      },
    ])
  })

  it('are drawn by keys alone, and given up with Escape', async () => {
    pages.drawRegion('rect')
    expect(document.activeElement).toBe(reader.content)
    await userEvent.keyboard('{ArrowRight}{ArrowDown}{Shift>}{ArrowRight}{/Shift}{Enter}')
    expect(drawn).toHaveLength(1)
    const [{ shape } = { shape: null }] = drawn
    // 160 by 100 px at two px a point, ten px wider.
    expect(shape).toMatchObject({ type: 'rect', w: 85, h: 50 })
    pages.drawRegion('polygon')
    await userEvent.keyboard(' {ArrowRight}{ArrowRight} {ArrowDown}{ArrowDown} {Enter}')
    expect(drawn[1]?.shape).toMatchObject({ type: 'polygon' })
    pages.drawRegion('rect')
    await userEvent.keyboard('{Escape}')
    expect([drawn.length, pages.drawing()]).toEqual([2, null])
  })

  it('are shown, chosen, and moved by keys', async () => {
    const heard: string[][] = []
    reader.onActivate((ids) => heard.push(ids))
    const shape = { type: 'rect' as const, x: 50, y: 60, w: 40, h: 30 }
    pages.setRegions([{ id: 'a1', page: 1, shape, colour: 'B', current: true, label: () => 'B, sūna' }])
    const button = await shown(() => host.querySelector<HTMLButtonElement>('.pg-region'))
    expect(button.getAttribute('aria-label')).toBe('B, sūna')
    expect(button.getBoundingClientRect().width).toBeCloseTo(80, 0)
    button.click()
    expect(heard).toEqual([['a1']])
    expect(pages.regionMiddle(1, shape)).toBeGreaterThan(60 * 2)
    pages.adjustRegion('a1')
    await userEvent.keyboard('{ArrowLeft}{Alt>}{ArrowDown}{/Alt}{Enter}')
    expect(drawn).toEqual([{ id: 'a1', page: 1, shape: { ...shape, x: 45, y: 61 } }])
  })
})
