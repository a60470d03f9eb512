/** Connects to whichever host there is: Electron's preload, or the browser host that served this page. */
import { AppError, createClient, type Transport } from '#shared/contract'
import type { Host } from './current'
import { createHttpTransport, takeToken, uploadFile } from './http'
import { spoolFiles } from './spool'

declare global {
  interface Window {
    /** Exposed by Electron's preload; absent in the browser host. */
    readonly avots?: Transport & { pathOf(file: File): string }
  }
}

const prefix = () => `${crypto.randomUUID().slice(0, 8)}.`

/** Throws AppError `unreachable` or `not-allowed` with what the reader can do. */
export async function connectHost(): Promise<Host> {
  const bridge = window.avots
  if (bridge) {
    const client = createClient(bridge, prefix())
    const info = await client.call('app.info', {})
    return {
      client,
      info,
      fileUrl: (sha256, name) => fileUrl(info.filesBase, sha256, name),
      upload: () => Promise.reject(new AppError('not-allowed', 'Choose the file with the dialog of the system.')),
      pathOf: (file) => bridge.pathOf(file),
      spool: () => Promise.reject(new AppError('not-allowed', 'Choose the files with the dialog of the system.')),
      saveBytes: saveBytes,
    }
  }
  const token = takeToken()
  if (!token) {
    throw new AppError(
      'not-allowed',
      'This address lacks its key. Open the address that "npm start" printed, the whole of it.',
    )
  }
  const id = prefix()
  const client = createClient(createHttpTransport(token, id), id)
  const info = await client.call('app.info', {})
  return {
    client,
    info,
    fileUrl: (sha256, name) => fileUrl(info.filesBase, sha256, name),
    upload: (file, onProgress) => uploadFile(takeToken() ?? token, file, onProgress),
    pathOf: null,
    spool: (files, options) => spoolFiles(takeToken() ?? token, files, options),
    saveBytes,
  }
}

function fileUrl(base: string, sha256: string, name?: string): string {
  return name === undefined ? `${base}${sha256}` : `${base}${sha256}?name=${encodeURIComponent(name)}`
}

interface SavePicker {
  showSaveFilePicker?: (options: { suggestedName: string }) => Promise<FileSystemFileHandle>
}

/** With the system's dialog where the browser has one, else as a download into the browser's folder. */
async function saveBytes(url: string, name: string): Promise<boolean> {
  const picker: SavePicker = window as SavePicker
  if (picker.showSaveFilePicker) {
    let handle: FileSystemFileHandle
    try {
      handle = await picker.showSaveFilePicker({ suggestedName: name })
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return false
      return download(url, name)
    }
    try {
      const response = await fetch(url)
      if (!response.ok || !response.body) throw new Error(`answer ${response.status}`)
      await response.body.pipeTo(await handle.createWritable())
      return true
    } catch (cause) {
      const message = `"${name}" could not be written. Choose another place, or free some space, and save it again.`
      throw new AppError('not-writable', message, { name }, { cause })
    }
  }
  return download(url, name)
}

function download(url: string, name: string): boolean {
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  return true
}
