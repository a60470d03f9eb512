/** TIFF: a page for each image of the file. */
import { imageFormat, readTiffHeader } from '../../images'

export const format = imageFormat({
  id: 'tiff',
  label: 'TIFF image',
  extensions: ['tif', 'tiff'],
  mediaType: 'image/tiff',
  storedExtension: 'tif',
  sniffHead: (head) => (/^(?:II\x2a\0|MM\0\x2a)/.test(head) ? 1 : 0),
  readHeader: readTiffHeader,
})
