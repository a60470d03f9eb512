/**
 * Export of the sample comparison to PDF by the built program: seconds, pages and bytes, with both compilers; the first
 * time (the compiler is loaded), warm (one note changed), and after a cancelled export (a new thread).
 */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../scripts/steps.mjs'
import { freePort, median, ms, temporaryData } from './measure.mjs'

const notebook = JSON.parse(readFileSync(join(root, 'resources/starter/notebook.json'), 'utf8'))
const title = notebook.comparisons[0].title

/** The built browser host by itself: its data folder, its compiler. */
async function start(data, port, compiler) {
  const child = spawn(process.execPath, [join(root, 'out/main/browser-host.js'), '--port', String(port)], {
    env: { ...process.env, AVOTS_DATA: data, AVOTS_TYPST: compiler },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const address = await new Promise((resolve, reject) => {
    child.stdout.on('data', (part) => {
      const match = /http:\/\/127\.0\.0\.1:\d+\/#token=\S+/.exec(String(part))
      if (match) resolve(match[0])
    })
    child.once('exit', () => reject(new Error('the program ended')))
  })
  const stop = () =>
    new Promise((resolve) => {
      child.once('exit', resolve)
      child.kill('SIGTERM')
    })
  return { address, stop }
}

/** Calls over HTTP, as the interface makes them. */
function connect(address) {
  const { origin, hash } = new URL(address)
  const headers = {
    'content-type': 'application/json',
    origin,
    'x-avots-token': hash.replace('#token=', ''),
    'x-avots-client': 'bench.',
  }
  let count = 0
  const post = (message) =>
    fetch(`${origin}/api/call`, { method: 'POST', headers, body: JSON.stringify(message) }).then((one) => one.json())
  return {
    async call(method, input) {
      const answer = await post({ t: 'call', id: `bench.${(count += 1)}`, method, input })
      if (!answer.ok) throw new Error(`${method}: ${answer.error.message}`)
      return answer.result
    },
    /** Makes the call, cancels it after `wait` ms, and tells how long the answer took from then on. */
    async cancelled(method, input, wait) {
      const id = `bench.${(count += 1)}`
      const answer = post({ t: 'call', id, method, input })
      await new Promise((resolve) => setTimeout(resolve, wait))
      const from = performance.now()
      await post({ t: 'cancel', id })
      const { ok } = await answer
      return ok ? null : performance.now() - from
    },
  }
}

async function sample(client) {
  const { records } = await client.call('notebooks.records', { cursor: 0, limit: 5000 })
  const found = records.find(({ table, record }) => table === 'comparisons' && record.title === title)
  if (!found) throw new Error(`the starter notebook has no comparison "${title}"`)
  const { kind, panes, rows, description } = found.record
  return { title, kind, panes, rows, description }
}

for (const compiler of ['native', 'wasm']) {
  const { folder, done } = temporaryData()
  const program = await start(folder, await freePort(), compiler)
  try {
    const client = connect(program.address)
    const comparison = await sample(client)
    for (const scope of ['rows', 'all']) {
      const options = { scope, language: 'lv', tagIndex: true, date: '2026-11-23' }
      const input = (n) => ({ comparison: { ...comparison, description: `${n}`, options }, format: 'pdf' })
      const first = await client.call('reports.make', input(0))
      const warm = []
      for (let n = 1; n <= 5; n += 1) warm.push((await client.call('reports.make', input(n))).milliseconds)
      const again = await client.call('reports.make', input(0))
      const same = again.sha256 === first.sha256 ? 'same bytes twice' : 'OTHER BYTES THE SECOND TIME'
      console.log(
        `${first.compiler} ${scope}: ${first.pages} pages, ${first.bytes} bytes; first ${ms(first.milliseconds)}, warm ${ms(median(warm))}; ${same}; sha256 ${first.sha256.slice(0, 12)}`,
      )
    }
    const whole = { ...comparison, options: { scope: 'all', date: '2026-11-23' } }
    const wait = compiler === 'native' ? 20 : 60
    const ended = await client.cancelled('reports.make', { comparison: whole, format: 'pdf' }, wait)
    const after = await client.call('reports.make', { comparison: whole, format: 'pdf' })
    const said = ended === null ? 'it was done before it could be cancelled' : `cancelled within ${ms(ended)}`
    console.log(`${compiler}: ${said}; the next export ${ms(after.milliseconds)}`)
  } finally {
    await program.stop()
    done()
  }
}
