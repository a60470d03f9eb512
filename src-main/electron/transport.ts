/** Electron's side of the contract: one channel for calls, one for pushes; only our own page is heard. */
import { BrowserWindow, ipcMain, type IpcMainInvokeEvent } from 'electron'
import type { EventName, EventPayload, Push } from '#shared/contract'
import type { Dispatcher } from '../services'
import { appOrigin } from './protocol'

export function emitToWindows<E extends EventName>(event: E, payload: EventPayload<E>): void {
  const push: Push = { t: 'event', event, payload }
  for (const window of BrowserWindow.getAllWindows()) {
    if (!window.isDestroyed()) window.webContents.send('avots-push', push)
  }
}

/** Accepts messages of the top frame of our own origin only. */
export function handleCalls(dispatcher: Promise<Dispatcher>, isOurs: (url: string) => boolean = isAppUrl): void {
  ipcMain.handle('avots', async (event: IpcMainInvokeEvent, message: unknown) => {
    const frame = event.senderFrame
    if (!frame || frame.parent !== null || !isOurs(frame.url)) {
      return { ok: false, error: { code: 'not-allowed', message: 'This page may not call the program.', details: {} } }
    }
    const { handle } = await dispatcher
    return handle(message, (push) => {
      if (!event.sender.isDestroyed()) event.sender.send('avots-push', push)
    })
  })
}

function isAppUrl(url: string): boolean {
  return url === appOrigin || url.startsWith(`${appOrigin}/`)
}
