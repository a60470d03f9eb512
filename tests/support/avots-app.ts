/** The running program for end-to-end journeys, on whichever host the Playwright project names. */
import { type ChildProcess, fork } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type Browser,
  type BrowserContext,
  chromium,
  _electron as electron,
  type ElectronApplication,
  type Page,
  test as base,
} from '@playwright/test'

const root = fileURLToPath(new URL('../..', import.meta.url))
const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const launchOptions = { executablePath, chromiumSandbox: false, args: ['--disable-dev-shm-usage'] }

export type HostKind = 'browser' | 'double' | 'electron'

export interface AvotsApp {
  readonly host: HostKind
  readonly page: Page
  readonly dataFolder: string
  /** Requests that went anywhere but to the program itself. */
  readonly foreignRequests: string[]
  /** Ends the program as a user would and starts it again on the same data. */
  restart(options?: RestartOptions): Promise<void>
  /** kill -9 of the services' process, then a new start. */
  killAndRestart(options?: RestartOptions): Promise<void>
  /** The answer that the next dialog of this kind gives; only hosts with dialogs. */
  answerDialog(name: 'showOpenDialog' | 'showSaveDialog', answer: object): void
}

export interface RestartOptions {
  /** Delete everything that the browser keeps, as a user who clears it does. */
  withoutBrowserProfile?: boolean
  /** Start on the other host. */
  host?: HostKind
  /** Something that happens to the data while no program runs. */
  beforeStart?(): void
}

interface Running {
  page: Page
  stop(): Promise<void>
  kill(): Promise<void>
  answerDialog(name: string, answer: object): void
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => child.once('exit', () => resolve()))
}

export interface Places {
  dataFolder: string
  profile: string
  port: number
  locale: string
}

/** Environment of every program under test: its own data folder, no system settings of the machine. */
const environment = (places: Places) => ({
  ...process.env,
  AVOTS_DATA: places.dataFolder,
  AVOTS_NO_DOWNLOAD: '1',
  AVOTS_DOUBLE_LOCALE: places.locale,
  LC_ALL: `${places.locale}_XX.UTF-8`,
  CHROMIUM: executablePath,
})

/** Starts the built browser host; resolves with its address. */
export async function startHostProcess(
  places: Places,
): Promise<{ child: ChildProcess; address: string; output: () => string }> {
  const child = fork(join(root, 'out/main/browser-host.js'), ['--port', String(places.port)], {
    env: environment(places),
    silent: true,
  })
  let output = ''
  const address = await new Promise<string>((resolve, reject) => {
    const take = (part: Buffer) => {
      output += String(part)
      const match = /http:\/\/127\.0\.0\.1:\d+\/#token=\S+/.exec(output)
      if (match) resolve(match[0])
    }
    child.stdout?.on('data', take)
    child.stderr?.on('data', take)
    child.once('exit', (code) => reject(new Error(`the browser host ended with ${code}: ${output}`)))
  })
  return { child, address, output: () => output }
}

async function startBrowser(places: Places): Promise<Running> {
  const { child, address } = await startHostProcess(places)
  const context: BrowserContext = await chromium.launchPersistentContext(places.profile, {
    ...launchOptions,
    viewport: { width: 1280, height: 800 },
    locale: places.locale,
    acceptDownloads: true,
  })
  const page = context.pages()[0] ?? (await context.newPage())
  await page.goto(address)
  return {
    page,
    async stop() {
      await context.close()
      child.kill('SIGTERM')
      await ended(child)
    },
    async kill() {
      child.kill('SIGKILL')
      await ended(child)
      await context.close()
    },
    answerDialog: () => {
      throw new Error('the browser host has no dialogs')
    },
  }
}

async function startDouble(places: Places): Promise<Running> {
  const cdp = await freePort()
  const child = fork(join(root, 'out/main/index.js'), [], {
    execArgv: ['--import', join(root, 'tests/electron-double/register.mjs')],
    env: { ...environment(places), AVOTS_DOUBLE_CDP: String(cdp) },
    silent: true,
  })
  let output = ''
  child.stderr?.on('data', (part: Buffer) => (output += String(part)))
  child.stdout?.on('data', (part: Buffer) => (output += String(part)))
  await new Promise<void>((resolve, reject) => {
    child.on('message', (message: { type?: string }) => message.type === 'ready' && resolve())
    child.once('exit', (code) => reject(new Error(`the double ended with ${code}: ${output}`)))
  })
  const browser: Browser = await chromium.connectOverCDP(`http://127.0.0.1:${cdp}`)
  const page = browser.contexts()[0]?.pages()[0]
  if (!page) throw new Error('the double opened no window')
  return {
    page,
    async stop() {
      child.send({ type: 'quit' })
      await ended(child)
    },
    async kill() {
      child.kill('SIGKILL')
      await ended(child)
      // Its Chromium outlives it by a moment and would hold the profile.
      await browser.close().catch(() => undefined)
      await new Promise((resolve) => setTimeout(resolve, 500))
    },
    answerDialog: (name, answer) => void child.send({ type: 'dialog', name, answer }),
  }
}

async function startElectron(places: Places): Promise<Running> {
  const application: ElectronApplication = await electron.launch({ args: [root], env: environment(places) })
  const page = await application.firstWindow()
  return {
    page,
    stop: () => application.close(),
    async kill() {
      application.process().kill('SIGKILL')
      await ended(application.process())
    },
    answerDialog: (name, answer) =>
      void application.evaluate(
        ({ dialog }, [method, result]) => {
          Object.assign(dialog, { [method]: () => Promise.resolve(result) })
        },
        [name, answer] as const,
      ),
  }
}

const starters = { browser: startBrowser, double: startDouble, electron: startElectron }

export interface Fixtures {
  app: AvotsApp
  /** Language of the system on which the program starts. */
  systemLocale: string
}

/** Playwright's `test` with a freshly started program on an empty data folder. */
export const test = base.extend<Fixtures>({
  systemLocale: ['en', { option: true }],
  app: async ({ systemLocale }, use, info) => {
    const host = info.project.metadata['host'] as HostKind
    test.skip(
      host === 'electron' && !existsSync(join(root, 'node_modules/electron/path.txt')),
      "Electron's binary is not on this machine; the double and the browser host ran instead",
    )
    const folder = mkdtempSync(join(tmpdir(), 'avots-e2e-'))
    const places: Places = {
      dataFolder: join(folder, 'data'),
      profile: join(folder, 'profile'),
      port: await freePort(),
      locale: systemLocale,
    }
    const foreignRequests: string[] = []
    let kind = host
    const start = async () => {
      const next = await starters[kind](places)
      next.page.on('request', (request) => {
        const url = new URL(request.url())
        const own = url.hostname === '127.0.0.1' || url.hostname.endsWith('.double.test')
        if (!own && !['data:', 'blob:', 'app:'].includes(url.protocol)) foreignRequests.push(request.url())
      })
      return next
    }
    let running = await start()
    const again = async (options: RestartOptions = {}) => {
      if (options.withoutBrowserProfile) {
        rmSync(places.profile, { recursive: true, force: true })
        rmSync(join(places.dataFolder, 'electron'), { recursive: true, force: true })
      }
      options.beforeStart?.()
      kind = options.host ?? kind
      running = await start()
    }
    await use({
      host,
      get page() {
        return running.page
      },
      dataFolder: places.dataFolder,
      foreignRequests,
      async restart(options) {
        await running.stop()
        await again(options)
      },
      async killAndRestart(options) {
        await running.kill()
        await again(options)
      },
      answerDialog: (name, answer) => running.answerDialog(name, answer),
    })
    await running.stop()
    rmSync(folder, { recursive: true, force: true })
  },
})

export { expect } from '@playwright/test'
