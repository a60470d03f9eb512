/** Finds a running browser host of the same data folder, so that a second start shows it instead of fighting it. */
import { readFile, realpath, unlink } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import * as v from 'valibot'
import { writeFileAtomic } from '../services'

/** `folder`: the real path of the data folder, since a copy of the folder holds a copy of this file. */
const instanceSchema = v.object({ pid: v.number(), port: v.number(), token: v.string(), folder: v.string() })
type Instance = v.InferOutput<typeof instanceSchema>

const fileOf = (dataFolder: string) => join(dataFolder, 'browser-host.json')

/** Address with its key. */
export const addressOf = (port: number, token: string) => `http://127.0.0.1:${port}/#token=${token}`

/** Only the reader's own account can read the file (mode 600): it holds the token. */
export async function recordInstance(dataFolder: string, instance: Omit<Instance, 'folder'>): Promise<void> {
  const folder = await realpath(dataFolder)
  await writeFileAtomic(fileOf(dataFolder), `${JSON.stringify({ ...instance, folder })}\n`)
}

export async function forgetInstance(dataFolder: string): Promise<void> {
  await unlink(fileOf(dataFolder)).catch(() => undefined)
}

/** Address of a host that answers for this data folder, or null. */
export async function findInstance(dataFolder: string): Promise<string | null> {
  try {
    const instance = v.parse(instanceSchema, JSON.parse(await readFile(fileOf(dataFolder), 'utf8')))
    if (instance.folder !== (await realpath(dataFolder))) return null
    return (await isAnswering(instance)) ? addressOf(instance.port, instance.token) : null
  } catch {
    return null
  }
}

function isAnswering({ port, token, pid }: Instance): Promise<boolean> {
  return new Promise((resolve) => {
    const options = { host: '127.0.0.1', port, path: '/api/ping', timeout: 2000, headers: { 'x-avots-token': token } }
    const ping = request(options, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => (text += part))
      response.on('end', () => resolve(response.statusCode === 200 && text.includes(`"pid":${pid}`)))
    })
    ping.on('timeout', () => ping.destroy())
    ping.on('error', () => resolve(false))
    ping.end()
  })
}
