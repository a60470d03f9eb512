/** `node seal-work.mjs <bundle> <archive in work> <zip>`: seals, and prints `{bytes, seal, stages: {<stage>: ms}, peak}`. */
import { pathToFileURL } from 'node:url'

const [bundle, folder, zip] = process.argv.slice(2)
const { openWork, sealArchive } = await import(pathToFileURL(bundle).href)
const work = await openWork(folder, { version: '0.0.0', host: 'bench' })
const stages = {}
let before = performance.now()
const sealed = await sealArchive(await work.content(), zip, {
  version: '0.0.0',
  progress({ stage }) {
    const now = performance.now()
    stages[stage] = (stages[stage] ?? 0) + now - before
    before = now
  },
})
await work.close({ settle: false })
const peak = (process.resourceUsage().maxRSS * 1024) / 1e6
console.log(JSON.stringify({ bytes: sealed.bytes, seal: sealed.seal, stages, peak }))
