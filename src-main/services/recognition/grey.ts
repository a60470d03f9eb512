/** Pictures as the engine takes them: PGM (netpbm), eight bits of grey a pixel, no compression. */

/** A picture for the engine: bytes of a JPEG, PNG, WebP or PGM file. */
export interface PageImage {
  bytes: Uint8Array
  /** Pixels as shown: after turning. */
  width: number
  height: number
  /** EXIF orientation, 1 to 8. */
  orientation: number
}

function pgm(width: number, height: number): { file: Uint8Array; pixels: Uint8Array } {
  const head = Buffer.from(`P5\n${width} ${height}\n255\n`)
  const file = new Uint8Array(head.length + width * height)
  file.set(head)
  return { file, pixels: file.subarray(head.length) }
}

/** Grey rows of `stride` bytes each as PGM. */
export function greyFile(rows: Uint8Array, width: number, height: number, stride: number): Uint8Array {
  const { file, pixels } = pgm(width, height)
  for (let y = 0; y < height; y += 1) pixels.set(rows.subarray(y * stride, y * stride + width), y * width)
  return file
}

/** RGBA pixels on white as PGM; lightness as of ITU-R BT.601. */
export function greyFromRgba(rgba: Uint8Array, width: number, height: number): Uint8Array {
  const { file, pixels } = pgm(width, height)
  for (let index = 0; index < width * height; index += 1) {
    const at = index * 4
    const [r = 0, g = 0, b = 0, a = 255] = [rgba[at], rgba[at + 1], rgba[at + 2], rgba[at + 3]]
    const light = (r * 77 + g * 150 + b * 29) >> 8
    pixels[index] = a === 255 ? light : 255 + ((((light - 255) * a) / 255) | 0)
  }
  return file
}
