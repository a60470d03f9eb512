/** Pictures of pages that no browser shows by itself. */
export { createPictures } from './service'
export { openTiff } from './tiff'
