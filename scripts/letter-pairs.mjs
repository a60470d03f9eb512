/**
 * Counts the pairs of letters that tell encodings apart and writes src-main/services/documents/encodings/letter-pairs.ts.
 * Source: the translations of programs (message catalogues, .mo) that a Debian desktop has under /usr/share/locale; only
 * frequencies are kept. Run by hand when a language is added; the build does not need it.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './steps.mjs'

/** Lower-case letters beyond ASCII. */
const alphabets = {
  lv: 'āčēģīķļņšūž',
  lt: 'ąčęėįšųūž',
  et: 'äöüõšž',
  de: 'äöüß',
  fi: 'äöå',
  sv: 'åäöé',
  da: 'æøåé',
  fr: 'àâçéèêëîïôùûüœ',
  es: 'áéíñóúü',
  it: 'àèéìòù',
  pl: 'ąćęłńóśźż',
  cs: 'áčďéěíňóřšťúůýž',
  hu: 'áéíóöőúüű',
  ru: 'абвгдежзийклмнопрстуфхцчшщъыьэюяё',
  uk: 'абвгґдеєжзиіїйклмнопрстуфхцчшщьюя',
  be: 'абвгдеёжзійклмнопрстуўфхцчшыьэюя',
}

function messages(language) {
  const folder = `/usr/share/locale/${language}/LC_MESSAGES`
  const found = new Set()
  for (const name of readdirSync(folder)) {
    const file = readFileSync(join(folder, name))
    if (!name.endsWith('.mo') || file.readUInt32LE(0) !== 0x950412de) continue
    const [count, originals, translations] = [8, 12, 16].map((at) => file.readUInt32LE(at))
    const string = (table, index) => {
      const at = file.readUInt32LE(table + index * 8 + 4)
      return file.toString('utf8', at, at + file.readUInt32LE(table + index * 8))
    }
    for (let index = 0; index < count; index += 1) {
      const original = string(originals, index)
      const text = string(translations, index).replaceAll('\0', ' ')
      if (original === '' || text === original || text.length < 12 || text.includes('\ufffd')) continue
      found.add(text.replace(/%[-\w.]*|[_&](?=\p{L})|\\n/gu, '').replace(/<[^>]*>/g, ''))
    }
  }
  return [...found]
}

/** Frequency as one hexadecimal digit: 0 never seen, then steps of 2^1.25 up from 2^-20 of all letters. */
const digit = (count, letters) => {
  if (count === undefined) return '0'
  return Math.max(1, Math.min(15, Math.round((Math.log2(count / letters) + 20) / 1.25))).toString(16)
}

function pairsOf(language, letters) {
  const neighbours = ` ${/[а-я]/.test(letters) ? '' : 'abcdefghijklmnopqrstuvwxyz'}${letters}`
  const before = new Map()
  const after = new Map()
  let total = 0
  const known = (letter = ' ') => (/\p{L}/u.test(letter) ? (neighbours.includes(letter) ? letter : null) : ' ')
  const count = (map, key) => map.set(key, (map.get(key) ?? 0) + 1)
  for (const message of messages(language)) {
    const characters = [...message.normalize('NFC').toLowerCase()]
    characters.forEach((letter, index) => {
      if (/\p{L}/u.test(letter)) total += 1
      if (!letters.includes(letter)) return
      const left = known(characters[index - 1])
      const right = known(characters[index + 1])
      if (left !== null) count(before, left + letter)
      if (right !== null) count(after, letter + right)
    })
  }
  const row = (map, key) => [...neighbours].map((other) => digit(map.get(key(other)), total)).join('')
  const rows = [...letters].map((letter) => {
    const left = row(before, (other) => other + letter)
    return `      '${left}${row(after, (other) => letter + other)}', // ${letter}`
  })
  return `  {\n    lang: '${language}',\n    letters: '${letters}',\n    rows: [\n${rows.join('\n')}\n    ],\n  },`
}

const tables = Object.entries(alphabets).map(([language, letters]) => pairsOf(language, letters))
writeFileSync(
  join(root, 'src-main/services/documents/encodings/letter-pairs.ts'),
  `/**
 * How often letters beyond ASCII stand beside which letters, by language. Written by scripts/letter-pairs.mjs, which
 * says where the counts come from. A row belongs to a letter: one hexadecimal digit for each neighbour in front of it,
 * then one for each behind it; 0 is never, each step is 2^1.25 more often from 2^-20 of all letters on. Neighbours are
 * the space, a to z (not in Cyrillic languages), and the letters themselves.
 */
export interface LetterPairs {
  /** ISO 639-1. */
  lang: string
  letters: string
  rows: readonly string[]
}

export const letterPairs: readonly LetterPairs[] = [
${tables.join('\n')}
]
`,
)
