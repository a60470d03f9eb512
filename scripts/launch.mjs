/** `npm start`: installs and builds what is missing or stale, then opens Avots in Electron or, failing that, in the browser. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { findElectron, fetchElectron } from './electron-binary.mjs'
import { checkNode, ensureBuilt, ensureInstalled, fail, root, say } from './steps.mjs'

const usage = `npm start [-- options]
  --browser     in the browser host
  --electron    in Electron, or not at all
  --port N      port of the browser host (17321)
  --no-open     do not open the browser, only print the address`

let options
try {
  options = parseArgs({
    options: {
      browser: { type: 'boolean', default: false },
      electron: { type: 'boolean', default: false },
      port: { type: 'string' },
      'no-open': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  }).values
} catch (error) {
  fail(`${error.message}\n${usage}`, 2)
}
if (options.help) {
  say(usage)
  process.exit(0)
}
if (options.browser && options.electron) fail('Choose one of --browser and --electron.', 2)

checkNode()
await ensureInstalled()
await ensureBuilt()

const hasDisplay = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)

/** `{ path }` of Electron, or `{ reason }` why it is not used. */
async function chooseElectron() {
  if (options.browser) return { reason: '--browser was given' }
  if (!hasDisplay && !options.electron) return { reason: 'there is no display for Electron' }
  const path = findElectron()
  if (path) return { path }
  const fetched = await fetchElectron({ insist: options.electron })
  return fetched.path ? fetched : { reason: `Electron is not on this computer and ${fetched.reason}` }
}

const electron = await chooseElectron()
if (!electron.path && options.electron) {
  fail(`${electron.reason}. "npm start -- --browser" opens Avots in the browser instead.`)
}

say(electron.path ? 'Opening Avots in Electron.' : `Opening Avots in the browser host, since ${electron.reason}.`)
if (electron.path) {
  const child = spawn(electron.path, [root], { cwd: root, stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => fail(`Avots could not be started: ${error.message}.`))
  child.on('close', (status) => process.exit(status ?? 1))
} else {
  // In this very process: a second one would take as long to come up as the host itself.
  process.argv.splice(
    2,
    Infinity,
    ...(options.port ? ['--port', options.port] : []),
    ...(options['no-open'] || !hasDisplay ? [] : ['--open']),
  )
  await import(pathToFileURL(join(root, 'out', 'main', 'browser-host.js')).href)
}
