/** One data folder for all hosts, by the convention of the platform. */
import { randomBytes } from 'node:crypto'
import { mkdir, unlink, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { AppError } from '#shared/contract'

/** `AVOTS_DATA`, else what the platform prescribes (XDG base directories, Application Support, AppData). */
export function defaultDataFolder(env: NodeJS.ProcessEnv = process.env, platform: string = process.platform): string {
  const chosen = env['AVOTS_DATA']
  if (chosen) return resolve(chosen)
  if (platform === 'win32') return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Avots')
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Avots')
  const xdg = env['XDG_DATA_HOME']
  return join(xdg && isAbsolute(xdg) ? xdg : join(homedir(), '.local', 'share'), 'avots')
}

/** Makes the folder and proves that it can be written. Throws AppError `not-writable`. */
export async function prepareDataFolder(path: string): Promise<void> {
  const probe = join(path, `.write-test-${randomBytes(4).toString('hex')}`)
  try {
    await mkdir(path, { recursive: true, mode: 0o700 })
    await writeFile(probe, '')
    await unlink(probe)
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    const what =
      reason === 'ENOSPC'
        ? `The disk of the data folder "${path}" is full. Free some space and start again.`
        : reason === 'EEXIST' || reason === 'ENOTDIR'
          ? `The data folder "${path}" cannot be made, because a file is in its place (${reason}). Move that file away, or choose another folder with AVOTS_DATA.`
          : `The data folder "${path}" cannot be written (${reason}). Give yourself the right to write there, or choose another folder with AVOTS_DATA.`
    throw new AppError(reason === 'ENOSPC' ? 'disk-full' : 'not-writable', what, { path, reason }, { cause })
  }
}
