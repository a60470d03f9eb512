/** JPEG: one page, as large as the picture is shown. */
import { imageFormat, readJpegHeader } from '../../images'

export const format = imageFormat({
  id: 'jpeg',
  label: 'JPEG image',
  extensions: ['jpg', 'jpeg', 'jpe', 'jfif'],
  mediaType: 'image/jpeg',
  storedExtension: 'jpg',
  sniffHead: (head) => (head.startsWith('\xff\xd8\xff') ? 1 : 0),
  readHeader: readJpegHeader,
})
