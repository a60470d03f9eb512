/**
 * Languages told from pieces of text: the starter archive's own texts, and the manual pages in other languages that this
 * machine has (Debian keeps translations with its programs; none of them were seen when the word lists were written).
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { root } from '../scripts/steps.mjs'
import { loadModule } from './support/modules.mjs'

const { recogniseLanguage } = await loadModule('language', 'src-main/shared/domain/language/index.ts')
const sizes = [100, 300, 1000]

/** Texts by language: `[language, text]`. */
function* starterTexts() {
  const folder = join(root, 'resources', 'starter', 'documents')
  for (const name of readdirSync(folder)) {
    const language = /\.(lv|en|et|lt|ru)\.(?:md|xml)$/.exec(name)?.[1]
    if (!language) continue
    const text = readFileSync(join(folder, name), 'utf8')
    yield [language, text.replace(/<teiHeader[\s\S]*?<\/teiHeader>/, ' ').replace(/<[^>]+>/g, ' ')]
  }
}

function* manualTexts() {
  for (const language of ['cs', 'da', 'de', 'es', 'fi', 'fr', 'it', 'nl', 'pl', 'pt', 'ru', 'sv', 'uk']) {
    const folder = join('/usr/share/man', language)
    if (!existsSync(folder)) continue
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue
      const bytes = readFileSync(join(entry.parentPath, entry.name))
      const page = (entry.name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
      // Running text only: no commands of the typesetter, no names of options, no licence in English.
      const lines = page.split('\n').filter((line) => /^[\p{L}]/u.test(line) && !/[\\{}=]/.test(line))
      const text = lines.join(' ')
      if (text.length >= 1000 && !/\b(?:the|this)\b.*\b(?:the|of)\b/i.test(text)) yield [language, text]
    }
  }
}

for (const [what, texts] of Object.entries({ 'starter archive': starterTexts(), 'manual pages': manualTexts() })) {
  const counts = new Map()
  for (const [language, text] of texts) {
    for (const size of sizes) {
      for (let at = 0; at + size <= text.length; at += size) {
        const found = recogniseLanguage(text.slice(at, at + size))
        const row = counts.get(`${language} ${size}`) ?? { pieces: 0, right: 0, untold: 0, wrong: 0 }
        row.pieces += 1
        row[found === language ? 'right' : found === undefined ? 'untold' : 'wrong'] += 1
        counts.set(`${language} ${size}`, row)
      }
    }
  }
  console.log(`\n${what}: language and characters, share of pieces in percent`)
  for (const [key, { pieces, right, untold, wrong }] of [...counts].toSorted()) {
    const share = (n) => ((100 * n) / pieces).toFixed(1).padStart(6)
    console.log(
      `${key.padEnd(8)} ${String(pieces).padStart(6)} pieces  right ${share(right)}  untold ${share(untold)}  wrong ${share(wrong)}`,
    )
  }
}
