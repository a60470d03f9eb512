/** Names that Windows keeps for devices, whatever extension follows. */
const device = /^(?:con|prn|aux|nul|com\d|lpt\d)$/iu

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
  const name = [...plain]
    .slice(0, most)
    .join('')
    .replace(/[. ]+$/u, '')
  if (name === '') return otherwise
  return device.test(name) ? `${name}_` : name
}
