/** Starts the browser host. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { AppError } from '#shared/contract'
import {
  createFileLog,
  createServices,
  defaultDataFolder,
  type HostPort,
  prepareDataFolder,
  type Program,
  programPaths,
} from '../services'
import { createBrowserHostPort } from './host'
import { addressOf, findInstance, forgetInstance, recordInstance } from './instance'
import { createHttpHost, type HttpTransport } from './transport'

/**
 * Fixed, for the port is part of the origin and the browser's database belongs to the origin. Below the ephemeral
 * ranges of all systems.
 */
export const DEFAULT_PORT = 17321

export interface BrowserHostOptions {
  port?: number
}

export interface BrowserHost {
  /** With the key of this run. */
  readonly address: string
  /** Another process already serves this data folder; `address` is its address and there is nothing to close. */
  readonly alreadyRunning: boolean
  close(): Promise<void>
}

/** Throws AppError: `not-writable` (data folder), `already-running` (port taken by something else). */
export async function startBrowserHost(options: BrowserHostOptions = {}): Promise<BrowserHost> {
  const port = options.port ?? DEFAULT_PORT
  const dataFolder = defaultDataFolder()
  await prepareDataFolder(dataFolder)
  const running = await findInstance(dataFolder)
  if (running) return { address: running, alreadyRunning: true, close: () => Promise.resolve() }

  const paths = programPaths()
  const token = randomBytes(24).toString('base64url')
  const filesKey = randomBytes(24).toString('base64url')
  const log = createFileLog(dataFolder)
  const host: HostPort = createBrowserHostPort({
    version: paths.version,
    dataFolder,
    resources: paths.resources,
    programs: paths.programs,
    filesBase: `/files/${filesKey}/`,
    address: `http://127.0.0.1:${port}`,
    log,
  })
  let ready: (program: Program) => void = () => undefined
  let failed: (error: unknown) => void = () => undefined
  const program = new Promise<Program>((resolve, reject) => {
    ready = resolve
    failed = reject
  })
  program.catch(() => undefined)
  const http = createHttpHost({
    port,
    token,
    filesKey,
    dataFolder,
    interfaceRoot: join(paths.programs, '..', 'renderer'),
    program,
    log,
  })
  await listen(http, port, dataFolder)
  try {
    ready(await createServices(host, http.emit))
  } catch (error) {
    failed(error)
    await http.close()
    throw error
  }
  await recordInstance(dataFolder, { pid: process.pid, port, token })
  return {
    address: addressOf(port, token),
    alreadyRunning: false,
    async close() {
      await forgetInstance(dataFolder)
      await http.close()
      await (await program).close()
    },
  }
}

function listen({ server }: HttpTransport, port: number, dataFolder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const message =
        cause.code === 'EADDRINUSE'
          ? `Port ${port} is taken by another program (the data folder here is "${dataFolder}"). Choose another one: npm start -- --browser --port ${port + 1}`
          : cause.code === 'EACCES'
            ? `Port ${port} may not be used by you. Choose one above 1024: npm start -- --browser --port ${DEFAULT_PORT}`
            : `The browser host could not listen on port ${port}: ${cause.message}.`
      reject(new AppError('already-running', message, { port }, { cause }))
    })
    server.listen(port, '127.0.0.1', resolve)
  })
}
