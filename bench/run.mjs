/** `npm run bench [name …]`: runs the measurements in this folder one after another, on the built program. */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureBuilt, ensureInstalled } from '../scripts/steps.mjs'

await ensureInstalled()
await ensureBuilt()
const folder = dirname(fileURLToPath(import.meta.url))
const wanted = process.argv.slice(2)
/** Run where they are named: they fetch real files from the network, or fill many gigabytes. */
const heavy = ['corpus', 'seal']
const all = readdirSync(folder)
  .filter((name) => name.endsWith('.mjs') && name !== 'run.mjs' && name !== 'measure.mjs')
  .map((name) => name.slice(0, -4))
  .filter((name) => !heavy.includes(name))
for (const name of wanted.length > 0 ? wanted : all) {
  console.log(`\n== ${name}`)
  const { status } = spawnSync(process.execPath, [join(folder, `${name}.mjs`)], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
