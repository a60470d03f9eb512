/** A double of the `electron` module for the main process: see README.md for what it models and what it cannot. */
import { fork } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { chromium } from '@playwright/test'
import { preloadScript } from './preload-shim.mjs'

const webOrigin = 'https://avots.app.double.test'
const toApp = (url) => (url.startsWith(webOrigin) ? `app://avots${url.slice(webOrigin.length)}` : url)
const toWeb = (url) => (url.startsWith('app://avots') ? `${webOrigin}${url.slice('app://avots'.length)}` : url)

const tell = (message) => process.send?.(message)
const unsupported = (name) => () => {
  throw new Error(`the Electron double does not model ${name}`)
}

const windows = []
const handlers = new Map()
const dialogAnswers = { showOpenDialog: [], showSaveDialog: [], showMessageBox: [] }
let contextPromise = null
let schemeHandler = null
let beforeRequest = null

class App extends EventEmitter {
  #paths = new Map()
  #quitting = false
  setPath(name, path) {
    this.#paths.set(name, path)
  }
  getPath(name) {
    return this.#paths.get(name) ?? unsupported(`app.getPath('${name}')`)()
  }
  getLocale() {
    return process.env.AVOTS_DOUBLE_LOCALE ?? 'en'
  }
  enableSandbox() {}
  /** Of no child: memory is not modelled. */
  getAppMetrics() {
    return []
  }
  requestSingleInstanceLock() {
    return true
  }
  whenReady() {
    return Promise.resolve()
  }
  quit() {
    if (this.#quitting) return
    let prevented = false
    this.emit('before-quit', { preventDefault: () => (prevented = true) })
    if (prevented) return
    this.#quitting = true
    void this.exit(0)
  }
  async exit(status) {
    await (await contextPromise)?.close().catch(() => undefined)
    process.exit(status)
  }
}
export const app = new App()

async function openContext() {
  const args = ['--disable-dev-shm-usage', `--remote-debugging-port=${process.env.AVOTS_DOUBLE_CDP}`]
  const context = await chromium.launchPersistentContext(app.getPath('userData'), {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    chromiumSandbox: false,
    args,
    viewport: { width: 1280, height: 800 },
    locale: app.getLocale(),
  })
  await context.exposeBinding('__doubleInvoke', async ({ frame, page }, channel, args) => {
    const handler = handlers.get(channel)
    if (!handler) throw new Error(`No handler registered for '${channel}'`)
    const sender = windows.find((window) => window.page === page)?.webContents
    const senderFrame = { url: toApp(frame.url()), parent: frame.parentFrame() }
    return handler({ sender, senderFrame }, ...args)
  })
  await context.route('**/*', async (route) => {
    const request = route.request()
    const url = toApp(request.url())
    const cancel = await new Promise((resolve) =>
      beforeRequest ? beforeRequest({ url }, (answer) => resolve(answer.cancel === true)) : resolve(false),
    )
    // `blockedbyclient` would load an error page and take the page's context with it.
    if (cancel || !url.startsWith('app:') || !schemeHandler) return route.abort('aborted')
    const answer = await schemeHandler(
      new Request(url, { method: request.method(), headers: await request.allHeaders() }),
    )
    await route
      .fulfill({
        status: answer.status,
        headers: Object.fromEntries(answer.headers),
        body: Buffer.from(await answer.arrayBuffer()),
      })
      .catch(() => undefined)
  })
  return context
}

class WebContents extends EventEmitter {
  #window
  #openHandler = () => ({ action: 'deny' })
  constructor(window) {
    super()
    this.#window = window
  }
  isDestroyed() {
    return this.#window.isDestroyed()
  }
  send(channel, ...args) {
    const { page } = this.#window
    void page?.evaluate(([name, list]) => globalThis.__doubleSend?.(name, list), [channel, args]).catch(() => undefined)
  }
  setWindowOpenHandler(handler) {
    this.#openHandler = handler
  }
  openRequested(url) {
    return this.#openHandler({ url })
  }
}

export class BrowserWindow extends EventEmitter {
  static getAllWindows() {
    return windows.filter((window) => !window.isDestroyed())
  }
  static getFocusedWindow() {
    return BrowserWindow.getAllWindows()[0] ?? null
  }
  page = null
  #destroyed = false
  #preferences
  webContents = new WebContents(this)
  constructor({ webPreferences = {} } = {}) {
    super()
    if (!webPreferences.sandbox || !webPreferences.contextIsolation || webPreferences.nodeIntegration) {
      throw new Error('the Electron double opens sandboxed, isolated windows only')
    }
    this.#preferences = webPreferences
    windows.push(this)
  }
  isDestroyed() {
    return this.#destroyed
  }
  isMinimized() {
    return false
  }
  show() {}
  focus() {}
  async loadURL(url) {
    contextPromise ??= openContext()
    const context = await contextPromise
    this.page =
      context.pages().find((page) => !windows.some((window) => window.page === page)) ?? (await context.newPage())
    this.page.on('close', () => {
      this.#destroyed = true
      this.emit('closed')
      if (BrowserWindow.getAllWindows().length === 0) app.emit('window-all-closed')
    })
    await this.page.addInitScript(preloadScript(readFileSync(this.#preferences.preload, 'utf8')))
    await this.page.goto(toWeb(url))
    this.emit('ready-to-show')
    tell({ type: 'ready', url: toWeb(url) })
  }
}

export const ipcMain = { handle: (channel, handler) => handlers.set(channel, handler) }

export const protocol = {
  registerSchemesAsPrivileged: () => undefined,
  handle: (scheme, handler) => {
    if (scheme === 'app') schemeHandler = handler
  },
}

export const session = {
  defaultSession: {
    webRequest: { onBeforeRequest: (listener) => (beforeRequest = listener) },
    setPermissionRequestHandler: () => undefined,
    setPermissionCheckHandler: () => undefined,
  },
}

const queued = (name) => () =>
  Promise.resolve(dialogAnswers[name].shift() ?? { canceled: true, filePaths: [], filePath: '', response: 1 })
export const dialog = {
  showOpenDialog: queued('showOpenDialog'),
  showSaveDialog: queued('showSaveDialog'),
  showMessageBox: queued('showMessageBox'),
  showErrorBox: (title, content) => tell({ type: 'errorBox', title, content }),
}

export const shell = {
  openExternal: (url) => {
    tell({ type: 'openExternal', url })
    return Promise.resolve()
  },
  openPath: (path) => {
    tell({ type: 'openPath', path })
    return Promise.resolve('')
  },
}

/** A utility process: a child of Node that sees `process.parentPort` and no `process.send`. */
class UtilityProcess extends EventEmitter {
  #child
  constructor(program, args, { execArgv = [], env, stdio }) {
    super()
    if (stdio !== 'ignore') unsupported('a utility process with output')()
    const shim = ['--import', new URL('parent-port.mjs', import.meta.url).href]
    this.#child = fork(program, args, {
      execArgv: [...execArgv, ...shim],
      env,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    this.#child.on('message', (message) => this.emit('message', message))
    this.#child.on('exit', (code, signal) => this.emit('exit', code ?? (signal === 'SIGABRT' ? 134 : 1)))
  }
  get pid() {
    return this.#child.exitCode === null && this.#child.signalCode === null ? this.#child.pid : undefined
  }
  postMessage(message) {
    if (this.#child.connected) this.#child.send(message)
  }
  kill() {
    return this.#child.kill('SIGTERM')
  }
}
export const utilityProcess = { fork: (program, args, options) => new UtilityProcess(program, args, options) }

let menu = null
const findItem = (items, id) => {
  for (const item of items ?? []) {
    const found = item.id === id ? item : findItem(item.submenu, id)
    if (found) return found
  }
  return null
}
export const Menu = {
  buildFromTemplate: (template) => template,
  setApplicationMenu: (template) => (menu = template),
}

process.on('message', (message) => {
  if (message.type === 'menu') findItem(menu, message.id)?.click()
  else if (message.type === 'dialog') dialogAnswers[message.name].push(message.answer)
  else if (message.type === 'quit') app.quit()
})
// Or a failed test leaves this process and its Chromium behind.
process.on('disconnect', () => void app.exit(0))
