/** `avots serve [--port N] [--open]` */
import { AppError } from '#shared/contract'
import { openWithSystem, startBrowserHost } from '../server'
import { parse, UsageError, type Verb } from './verb'

const options = { port: { type: 'string' }, open: { type: 'boolean', default: false } } as const

export const verb: Verb = {
  usage: '[--port N] [--open]',
  summary: 'the browser host; prints its address',
  async run(args, terminal) {
    const { values } = parse(args, 0, options)
    const port = values.port === undefined ? undefined : Number(values.port)
    if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536)) {
      throw new UsageError(`"${values.port}" is no port: a number from 1 to 65535 is.`)
    }
    const host = await startBrowserHost(port === undefined ? {} : { port })
    terminal.out(host.address)
    if (values.open && !(await openWithSystem(host.address))) {
      throw new AppError('not-allowed', 'No browser could be opened here. Open the address yourself.')
    }
    if (host.alreadyRunning) return 0
    await new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
    })
    await host.close()
    return 0
  },
}
