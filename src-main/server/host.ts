/** What the browser host can do: everything but dialogs of its own. */
import { spawn } from 'node:child_process'
import { type HostPort, type LogEntry, startNodeChild } from '../services'

interface Parts {
  version: string
  dataFolder: string
  resources: string
  programs: string
  filesBase: string
  address: string
  log(entry: LogEntry): void
}

export function createBrowserHostPort(parts: Parts): HostPort {
  return {
    kind: 'browser',
    ...parts,
    locale: systemLocale(),
    startChild: startNodeChild,
    openExternal: (url) => openWithSystem(url).then(() => undefined),
    showFolder: (path) => openWithSystem(path),
  }
}

/**
 * BCP 47 tag from the environment (`LC_ALL`, `LC_MESSAGES`, `LANG`), else what Node's ICU says; `und` on a Linux that
 * says nothing, where ICU would answer American English: the browser knows better.
 */
export function systemLocale(env: NodeJS.ProcessEnv = process.env): string {
  const posix = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || ''
  const tag = posix.split('.')[0]?.replace('_', '-') ?? ''
  if (/^[a-z]{2,3}(-[A-Za-z0-9]+)*$/.test(tag)) return tag
  if (process.platform === 'linux') return 'und'
  return new Intl.DateTimeFormat().resolvedOptions().locale
}

/** Hands an address or a folder to the system. False where there is no display or no opener. */
export function openWithSystem(target: string): Promise<boolean> {
  const [command, args]: [string, string[]] =
    process.platform === 'win32'
      ? ['explorer.exe', [target]]
      : process.platform === 'darwin'
        ? ['open', [target]]
        : ['xdg-open', [target]]
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) {
    return Promise.resolve(false)
  }
  return new Promise((resolve) => {
    const child = spawn(command, args, { detached: true, stdio: 'ignore' })
    child.once('error', () => resolve(false))
    child.once('spawn', () => {
      child.unref()
      resolve(true)
    })
  })
}
