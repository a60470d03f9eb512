/** Entry of the browser host: `node out/main/browser-host.js [--port N] [--open]`. */
import { parseArgs } from 'node:util'
import { isAppError } from '#shared/contract'
import { openWithSystem } from './host'
import { startBrowserHost } from './start'

async function run(): Promise<void> {
  const { values } = parseArgs({ options: { port: { type: 'string' }, open: { type: 'boolean', default: false } } })
  const port = values.port === undefined ? undefined : Number(values.port)
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536)) {
    console.error(`"${values.port}" is no port. Give a number from 1 to 65535, for example --port 17322.`)
    process.exitCode = 2
    return
  }
  const host = await startBrowserHost(port === undefined ? {} : { port })
  console.log(host.alreadyRunning ? `Avots is already running at ${host.address}` : `Avots is ready at ${host.address}`)
  if (values.open) await openWithSystem(host.address)
  if (host.alreadyRunning) return
  let closing = false
  const stop = () => {
    if (closing) return
    closing = true
    void host.close().finally(() => process.exit(0))
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  process.on('SIGHUP', stop)
  // Started by a script or a test: when it goes, so do we.
  if (process.connected) process.on('disconnect', stop)
}

run().catch((error: unknown) => {
  console.error(isAppError(error) ? error.message : error)
  process.exitCode = isAppError(error) ? 1 : 3
})
