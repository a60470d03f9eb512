/**
 * Encodings told without any sign: the starter archive's texts and a German one, encoded in what archives of the region
 * come in, cut into pieces, and read by the built extractor. Counts pieces whose text is exactly the original.
 */
import { fork } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { root } from '../scripts/steps.mjs'

const baltic = ['windows-1257', 'iso-8859-4', 'iso-8859-13', 'cp775', 'utf-16le', 'utf-16be']
const western = ['windows-1252', 'iso-8859-15', 'cp850']
const cyrillic = ['windows-1251', 'koi8-r', 'cp866']
const encodings = {
  lv: baltic,
  lt: baltic,
  et: [...baltic, ...western],
  ru: [...cyrillic, 'utf-16le', 'utf-16be'],
  en: ['windows-1257', 'windows-1252', 'utf-16le', 'utf-16be'],
  de: [...western, 'windows-1257', 'utf-16le', 'utf-16be'],
}
const sizes = [300, 2000]

const german = `Am 5. Oktober 1939 unterzeichneten der lettische Außenminister Vilhelms Munters und der sowjetische
Volkskommissar Molotow in Moskau einen Vertrag über gegenseitigen Beistand. Die Verhandlungen hatten drei Tage gedauert.
Lettland mußte der Sowjetunion Stützpunkte für die Flotte und Flugplätze für einige Flugzeuge überlassen; die Zahl der
Truppen war auf fünfundzwanzigtausend Mann beschränkt. Der Vertrag sollte die souveränen Rechte der vertragschließenden
Teile, insbesondere ihre Staatsordnung, ihr Wirtschafts- und Sozialsystem und ihre militärischen Maßnahmen, in keiner
Weise berühren. Für die Stützpunkte war ein angemessener Pachtzins zu zahlen. Die Gültigkeit war auf zehn Jahre bemessen.
In Riga nahm die Öffentlichkeit die Nachricht mit gedämpfter Stimmung auf. Die Regierung erklärte, daß sich an der
Unabhängigkeit des Landes nichts ändern werde, und verwies auf die Begrenzung der Garnisonen. Ältere Diplomaten äußerten
sich dagegen zurückhaltend: Man habe unter Druck gehandelt, und es sei zu befürchten, daß weitere Forderungen folgten.
Übersetzungen des Vertrages erschienen am nächsten Tag in den größeren Zeitungen. Die Ratifikationsurkunden wurden wenig
später ausgetauscht. Wörtlich hieß es: „Die Durchführung des vorliegenden Vertrages darf in keiner Weise die Souveränität
beeinträchtigen.“ Ähnliche Verträge schlossen Estland am 28. September und Litauen am 10. Oktober. Das Vilnaer Gebiet
fiel zurück an Litauen, während Wilna bis dahin unter polnischer Verwaltung gestanden hatte. Über die Gespräche selbst
berichten die Aufzeichnungen der Gesandten, die nach dem Kriege in mehreren Bänden veröffentlicht wurden und heute in den
Archiven zugänglich sind. Wer sie nebeneinander liest, erkennt, wie ähnlich sich die Formulierungen sind und wo sie sich
unterscheiden: bei der Höhe der Truppen, bei den Häfen, bei der Frist und bei den geheimen Zusätzen.
Für die Küstenländer änderte sich das Kräfteverhältnis gründlich: Häfen, Schlüsselstellungen und Flugplätze lagen nun in
der Hand des Nachbarn, und die Möglichkeiten, später nein zu sagen, wurden von Woche zu Woche weniger.
`

const folder = join(root, 'resources/starter/documents')

function starter(language) {
  return readdirSync(folder)
    .filter((name) => new RegExp(`\\.${language}\\.(?:md|xml)$`).test(name))
    .map((name) =>
      readFileSync(join(folder, name), 'utf8')
        .replace(/<teiHeader[\s\S]*<\/teiHeader>/, '')
        .replace(/<[^>]+>/g, ' ')
        .replace(/[ \t]+/g, ' ')
        .replace(/\n\s+/g, '\n'),
    )
}

/** Pieces of one size that have something beyond ASCII; characters that the encoding lacks are left out before. */
function pieces(texts, encoding, size) {
  const found = []
  for (const text of texts) {
    const writable = [...text].filter((one) => iconv.decode(iconv.encode(one, encoding), encoding) === one).join('')
    const bytes = iconv.encode(writable, encoding, { addBOM: false })
    // Half a piece at a time, so that a single short text gives enough of them.
    for (let at = 0; at + size <= bytes.length; at += size / 2) {
      const piece = bytes.subarray(at, at + size)
      if (encoding.startsWith('utf-16') || piece.some((byte) => byte > 0x7f)) found.push(piece)
    }
  }
  return found
}

const child = fork(join(root, 'out/main/extract-child.js'), [], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
let line = ''
let take = () => undefined
child.stdout.setEncoding('utf8').on('data', (part) => {
  line += part
  if (!line.endsWith('\n')) return
  const answer = JSON.parse(line)
  line = ''
  take(answer)
})
const read = (bytes) =>
  new Promise((resolve) => {
    take = resolve
    child.send({ bytes: bytes.toString('base64'), hints: { fileName: 'piece.txt', format: 'plain-text' } })
  })

const share = ([right, all]) => `${right}/${all} = ${((100 * right) / all).toFixed(2)} %`
const sums = { all: [0, 0], 'without UTF-16': [0, 0], 'Baltic and Cyrillic': [0, 0] }
const started = performance.now()
for (const size of sizes) {
  console.log(`pieces of ${size} bytes`)
  for (const [language, list] of Object.entries(encodings)) {
    const texts = language === 'de' ? [german] : starter(language)
    for (const encoding of list) {
      const row = [0, 0]
      const mistaken = new Map()
      for (const piece of pieces(texts, encoding, size)) {
        const expected = await read(Buffer.from(iconv.decode(piece, encoding, { stripBOM: false })))
        const answer = await read(piece)
        row[1] += 1
        if (answer.ok && answer.model.text === expected.model.text) row[0] += 1
        else {
          const label = answer.ok ? answer.model.meta.encoding : answer.error.code
          mistaken.set(label, (mistaken.get(label) ?? 0) + 1)
        }
      }
      const groups = [
        'all',
        ...(encoding.startsWith('utf-16') ? [] : ['without UTF-16']),
        ...(['lv', 'lt', 'et', 'ru'].includes(language) ? ['Baltic and Cyrillic'] : []),
      ]
      for (const group of groups) sums[group] = [sums[group][0] + row[0], sums[group][1] + row[1]]
      const wrong = [...mistaken].map(([label, count]) => `${label} ${count}`).join(', ')
      console.log(`  ${language} ${encoding.padEnd(13)} ${share(row)}${wrong && `  (taken for ${wrong})`}`)
    }
  }
}
child.disconnect()
for (const [name, sum] of Object.entries(sums)) console.log(`${name}: ${share(sum)}`)
const pace = (performance.now() - started) / sums.all[1]
console.log(`${pace.toFixed(1)} ms a piece with its comparison`)
const single = sums['without UTF-16']
if (single[0] < 0.95 * single[1]) throw new Error('Fewer than 95 % of all pieces were read exactly.')
const [right, all] = sums['Baltic and Cyrillic']
if (right < 0.99 * all) throw new Error('Fewer than 99 % of the Baltic and Cyrillic pieces were read exactly.')
