/** A page of a TIFF as a PNG file, in whatever process it is called. */
import { open } from 'node:fs/promises'
import { writePng } from './png'
import type { PictureRequest } from './protocol'
import { openTiff } from './tiff'

/** Throws an Error that says why the page cannot be shown. */
export async function makePicture({ path, offset, length, name, page, to }: PictureRequest): Promise<void> {
  const file = await open(path, 'r')
  const bytes = new Uint8Array(length)
  try {
    const { bytesRead } = await file.read(bytes, 0, length, offset)
    if (bytesRead < length) throw new Error('the original is shorter than it should be')
  } finally {
    await file.close()
  }
  await writePng(to, openTiff(bytes, name)(page))
}
