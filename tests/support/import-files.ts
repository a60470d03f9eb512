/** Files for tests of importing, made on the spot. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Writes files by their paths below `folder`. */
export function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
}

/** Small mixed files: Markdown, text and TEI; one in ten is a copy of another, one in ten nobody can read. */
export function mixedFiles(count: number): Record<string, string | Uint8Array> {
  const files: Record<string, string | Uint8Array> = {}
  for (let index = 0; index < count; index += 1) {
    const name = `mape ${index % 7}/fails ${String(index).padStart(4, '0')}`
    const number = index % 10 === 9 ? index - 4 : index
    const body = `Vēstule Nr. ${number}.\n\n${'Rīgā, 1939. gada rudenī. '.repeat(1 + (number % 9))}\n`
    if (index % 10 === 3) files[`${name}.bin`] = Uint8Array.from([0, 1, 2, 255, 254, index % 256, index >> 8])
    else if (index % 10 === 6) {
      const header = `<teiHeader><fileDesc><titleStmt><title>Akts ${index}</title></titleStmt></fileDesc></teiHeader>`
      const text = `<text><body><p>Teksts ${index}.</p></body></text>`
      files[`${name}.xml`] = `<TEI xmlns="http://www.tei-c.org/ns/1.0">${header}${text}</TEI>`
    } else if (index % 2 === 0) files[`${name}.md`] = `# Vēstule ${index}\n\n${body}`
    else files[`${name}.txt`] = body
  }
  return files
}
