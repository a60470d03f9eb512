/** The whole bridge: two functions, the transport of the contract. It never changes. */
import { contextBridge, ipcRenderer } from 'electron'

contextBridge.exposeInMainWorld('avots', {
  post: (message: unknown): Promise<unknown> => ipcRenderer.invoke('avots', message),
  on: (listener: (push: unknown) => void): (() => void) => {
    const forward = (_event: unknown, push: unknown) => listener(push)
    ipcRenderer.on('avots-push', forward)
    return () => ipcRenderer.removeListener('avots-push', forward)
  },
})
