/** The key by which names of tags are compared: NFKC, lower case, white space collapsed and trimmed. */
export function nameKeyOf(name: string): string {
  return name.normalize('NFKC').toLowerCase().normalize('NFKC').replace(/\s+/gu, ' ').trim()
}

/** A name as it is stored: NFC, white space collapsed and trimmed. */
export function tidyName(name: string): string {
  return name.normalize('NFC').replace(/\s+/gu, ' ').trim()
}
