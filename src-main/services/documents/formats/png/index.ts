/** PNG: one page, as large as the picture. */
import { imageFormat, readPngHeader } from '../../images'

export const format = imageFormat({
  id: 'png',
  label: 'PNG image',
  extensions: ['png'],
  mediaType: 'image/png',
  storedExtension: 'png',
  sniffHead: (head) => (head.startsWith('\x89PNG\r\n\x1a\n') ? 1 : 0),
  readHeader: readPngHeader,
})
