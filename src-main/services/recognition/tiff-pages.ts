/** Pages of a TIFF as pictures for the engine. */
import { openTiff } from '../pictures'
import { greyFromRgba } from './grey'
import type { PageSource } from './pages'

/** Throws AppError `damaged` where the decoder does not find the pages that the header names. */
export function openTiffPages(bytes: Uint8Array, name: string): PageSource {
  const decode = openTiff(bytes, name)
  return {
    image(n) {
      const { rgba, width, height, orientation } = decode(n)
      const isTurned = orientation >= 5
      return {
        bytes: greyFromRgba(rgba, width, height),
        width: isTurned ? height : width,
        height: isTurned ? width : height,
        orientation,
      }
    },
    close: () => undefined,
  }
}
