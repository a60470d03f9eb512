/** Entry of the Electron host. Thin and plain: everything that can live without Electron does. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { app, BrowserWindow, dialog } from 'electron'
import { isAppError } from '#shared/contract'
import { createDispatcher, createServices, defaultDataFolder, prepareDataFolder, type Program } from '../services'
import { createElectronHostPort } from './host'
import { setMenu } from './menu'
import { blockNetwork, handleScheme, registerScheme } from './protocol'
import { emitToWindows, handleCalls } from './transport'
import { createWindow } from './window'

const dataFolder = defaultDataFolder()
// Chromium's own files stay apart from the reader's: deleting them loses nothing.
const profile = join(dataFolder, 'electron')
try {
  mkdirSync(profile, { recursive: true })
  app.setPath('userData', profile)
} catch {
  // prepareDataFolder says below what is wrong, with a dialog.
}

registerScheme()
app.enableSandbox()

if (app.requestSingleInstanceLock()) {
  app.on('second-instance', () => {
    const window = BrowserWindow.getAllWindows()[0]
    if (window?.isMinimized()) window.restore()
    window?.focus()
  })
  void app.whenReady().then(start)
} else {
  console.log('Avots is already running; its window comes to the front.')
  app.quit()
}

async function start(): Promise<void> {
  let program: Program
  const host = createElectronHostPort()
  try {
    await prepareDataFolder(dataFolder)
    program = await createServices(host, emitToWindows)
  } catch (error) {
    const message = isAppError(error)
      ? error.message
      : 'Avots could not start. The log in the data folder has the details.'
    host.log({ level: 'error', message: 'start failed', error })
    console.error(message)
    dialog.showErrorBox('Avots', message)
    app.exit(1)
    return
  }
  blockNetwork()
  handleScheme(join(host.programs, '..', 'renderer'), program.locateFile)
  handleCalls(Promise.resolve(createDispatcher(program.services, { log: host.log })))
  setMenu((command) => emitToWindows('commandChosen', { command }))
  createWindow(host.programs)
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) createWindow(host.programs)
  })
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  let closing: Promise<void> | null = null
  let closed = false
  app.on('before-quit', (event) => {
    if (closed) return
    event.preventDefault()
    // Asked twice, it still waits for the one closing: the notebook's lock is given back at its end.
    closing ??= program.close().finally(() => {
      closed = true
      app.quit()
    })
    void closing.catch(() => undefined)
  })
}
