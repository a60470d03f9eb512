/** Images as documents: headers, limits and metadata that JPEG, PNG, WebP and TIFF have in common. */
export { readJpegHeader, readPngHeader, readTiffHeader, readWebpHeader, webpExif } from './headers'
export { imageFormat } from './image-format'
