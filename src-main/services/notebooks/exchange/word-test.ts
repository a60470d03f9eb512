/** Whether a text has these words to the letter, white space aside. */
export function createWordTest(text: string): (words: string) => boolean {
  const flat = flatten(text)
  return (words) => flat.includes(flatten(words).trim())
}

const flatten = (text: string) => text.normalize('NFC').replace(/\s+/gu, ' ')
