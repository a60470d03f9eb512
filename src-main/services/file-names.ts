/** Names that Windows keeps for devices, whatever follows their first dot. */
const device = /^(con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³])(?= *(?:\.|$))/iu

/** Bytes of UTF-8: file systems take 255, with the extension and what is put before a copy. */
const mostBytes = 200

/** What a reader takes for one letter: an accent or a flag is not cut in the middle. */
const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/**
 * A title as the name of a file, without extension, that every file system takes: of `most` letters at most, without the
 * letters of `without` either. `otherwise` where nothing is left of it.
 */
export function fileNameOf(title: string, otherwise: string, { most = 100, without = '' } = {}): string {
  const plain = [...title.replace(/[\p{Cc}<>:"/\\|?*]/gu, ' ')]
    .map((letter) => (without.includes(letter) ? ' ' : letter))
    .join('')
    .replace(/\s+/gu, ' ')
    .trim()
  const name = cut(plain, most).replace(/[. ]+$/u, '')
  return name === '' ? otherwise : name.replace(device, '$1_')
}

function cut(text: string, most: number): string {
  let [name, count, bytes] = ['', 0, 0]
  for (const { segment } of letters.segment(text)) {
    count += 1
    bytes += Buffer.byteLength(segment)
    if (count > most || bytes > mostBytes) break
    name += segment
  }
  return name
}
