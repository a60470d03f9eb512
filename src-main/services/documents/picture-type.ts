/** Which kind of picture some bytes are. */

const latin1 = (bytes: Uint8Array, length: number) => Buffer.from(bytes.subarray(0, length)).toString('latin1')

/** Media type of a picture by its first bytes, or null when it is none that can be shown. */
export function pictureType(bytes: Uint8Array): string | null {
  const head = latin1(bytes, 16)
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (/^GIF8[79]a/.test(head)) return 'image/gif'
  if (/^RIFF[^]{4}WEBP/.test(head)) return 'image/webp'
  if (/^[^]{4}ftypavi[fs]/.test(head)) return 'image/avif'
  if (/^(?:II\*\0|MM\0\*)/.test(head)) return 'image/tiff'
  if (/^BM[^]{4}\0\0\0\0/.test(head)) return 'image/bmp'
  if (/^(?:\xef\xbb\xbf)?\s*(?:<\?xml|<!--|<!DOCTYPE\s+svg|<svg[\s>])/i.test(latin1(bytes, 100))) {
    return /<svg[\s>]/i.test(latin1(bytes, 4096)) ? 'image/svg+xml' : null
  }
  return null
}
