/** The window: sandboxed, isolated, and unable to go anywhere but to our own page. */
import { join } from 'node:path'
import { BrowserWindow, dialog, shell } from 'electron'
import { appPage } from './protocol'

export function createWindow(programs: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    minWidth: 640,
    minHeight: 480,
    show: false,
    backgroundColor: '#F3F0E8',
    title: 'Avots',
    webPreferences: {
      preload: join(programs, '..', 'preload', 'preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  })
  window.once('ready-to-show', () => window.show())
  window.webContents.on('will-navigate', (event) => {
    // Loading the page anew is a navigation, too: "Try again" after a failed start does it.
    if (event.url.split('#', 1)[0] !== appPage) event.preventDefault()
  })
  window.webContents.on('will-attach-webview', (event) => event.preventDefault())
  window.webContents.setWindowOpenHandler(({ url }) => {
    void confirmExternal(window, url)
    return { action: 'deny' }
  })
  void window.loadURL(appPage)
  return window
}

/** A link to the outside opens in the system's browser after the user has agreed. */
async function confirmExternal(window: BrowserWindow, url: string): Promise<void> {
  if (!URL.canParse(url) || !['http:', 'https:'].includes(new URL(url).protocol)) return
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: 'Open this address in your browser?',
    detail: url,
    buttons: ['Open', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
  })
  if (response === 0) await shell.openExternal(url)
}
