/** WebP: one page, as large as the picture. */
import { imageFormat, readWebpHeader, webpExif } from '../../images'

export const format = imageFormat({
  id: 'webp',
  label: 'WebP image',
  extensions: ['webp'],
  mediaType: 'image/webp',
  storedExtension: 'webp',
  sniffHead: (head) => (/^RIFF[^]{4}WEBP/.test(head) ? 1 : 0),
  readHeader: readWebpHeader,
  exifOf: webpExif,
})
