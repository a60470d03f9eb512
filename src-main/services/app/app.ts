/** Implementation of the contract's `app` service. */
import { randomBytes } from 'node:crypto'
import { readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { AppError, defaultPreferences, type Preferences, preferencesSchema, type Services } from '#shared/contract'
import { writeFileAtomic } from '../files'
import type { HostPort } from '../host'

export interface App {
  readonly service: Services['app']
  /** What the reader has chosen, for other services. */
  readPreferences(): Promise<Preferences>
}

/** Preferences live in `preferences.json` of the data folder; a damaged file is put aside and the defaults hold. */
export async function readPreferences(dataFolder: string, log: HostPort['log']): Promise<Preferences> {
  const path = join(dataFolder, 'preferences.json')
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch {
    return defaultPreferences
  }
  try {
    // Fields that an older version did not know take their defaults.
    return v.parse(preferencesSchema, { ...defaultPreferences, ...(JSON.parse(text) as object) })
  } catch (error) {
    await rename(path, `${path}.damaged-${Date.now()}`).catch(() => undefined)
    log({ level: 'warn', message: 'preferences could not be read and were put aside', error })
    return defaultPreferences
  }
}

export function createApp(host: HostPort): App {
  const path = join(host.dataFolder, 'preferences.json')
  const read = () => readPreferences(host.dataFolder, host.log)

  const service: Services['app'] = {
    info: () =>
      Promise.resolve({
        host: host.kind === 'electron' ? 'electron' : 'browser',
        version: host.version,
        platform: process.platform,
        dataFolder: host.dataFolder,
        locale: host.locale,
        filesBase: host.filesBase,
        dialogs: host.dialogs !== undefined,
      }),
    preferences: read,
    async setPreferences(preferences) {
      try {
        await writeFileAtomic(path, `${JSON.stringify(preferences, null, 2)}\n`)
      } catch (cause) {
        const message = `Your settings could not be written to "${path}". Check that the folder can be written and the disk is not full.`
        throw new AppError('not-writable', message, { path }, { cause })
      }
      return preferences
    },
    async openExternal({ url }) {
      const target = URL.canParse(url) ? new URL(url) : null
      if (!target || (target.protocol !== 'https:' && target.protocol !== 'http:')) {
        throw new AppError('not-allowed', `Only web addresses can be opened outside the program, not "${url}".`, {
          url,
        })
      }
      await host.openExternal(target.href)
      return {}
    },
    async showDataFolder() {
      return { shown: await host.showFolder(host.dataFolder) }
    },
    logError({ message, stack }) {
      const logId = randomBytes(4).toString('hex')
      host.log({ level: 'error', message: `interface: ${message}`, details: { logId, stack: stack ?? '' } })
      return Promise.resolve({ logId })
    },
  }
  return { service, readPreferences: read }
}
