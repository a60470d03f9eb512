/** Mixed files for imports: the starter archive's texts, varied so that none is a duplicate, in sizes from 1 KB to 1 MB. */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../scripts/steps.mjs'

/** Writes `count` files below `folder`, in twenty folders; resolves with their bytes. */
export function makeMixedFiles(folder, count) {
  const texts = join(root, 'resources', 'starter', 'documents')
  const samples = readdirSync(texts)
    .filter((name) => /\.(?:md|xml)$/.test(name))
    .map((name) => [name.split('.').pop(), readFileSync(join(texts, name), 'utf8')])
  let bytes = 0
  for (let index = 0; index < count; index += 1) {
    const [kind, text] = samples[index % samples.length]
    const place = join(folder, `mape ${index % 20}`)
    mkdirSync(place, { recursive: true })
    const repeat = index % 100 === 0 ? 150 : 1 + (index % 7)
    const content =
      kind === 'xml' ? text.replace('</title>', ` ${index}</title>`) : `${text}\n\nNr. ${index}\n`.repeat(repeat)
    const file = join(place, `fails ${index}.${kind === 'md' && index % 3 === 0 ? 'txt' : kind}`)
    writeFileSync(file, content)
    bytes += statSync(file).size
  }
  return bytes
}
