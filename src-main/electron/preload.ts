/** The whole bridge: the transport of the contract, and where a file lies that the reader dropped. */
import { contextBridge, ipcRenderer, webUtils } from 'electron'

contextBridge.exposeInMainWorld('avots', {
  post: (message: unknown): Promise<unknown> => ipcRenderer.invoke('avots', message),
  on: (listener: (push: unknown) => void): (() => void) => {
    const forward = (_event: unknown, push: unknown) => listener(push)
    ipcRenderer.on('avots-push', forward)
    return () => ipcRenderer.removeListener('avots-push', forward)
  },
  /** Absolute path; empty for a file that was made in the page. */
  pathOf: (file: File): string => webUtils.getPathForFile(file),
})
