/** Hands files of the reader to the browser host, a few at a time, with the folders that they lie in. */
import { type AppError, isAppError } from '#shared/contract'
import * as v from 'valibot'
import type { Host } from './current'
import { parseAnswer, sendFile } from './http'

/** Files on their way at the same time: a browser opens six connections, and one is the event stream's. */
const lanes = 4

const openedSchema = v.object({ id: v.string(), folder: v.string() })

async function ask(token: string, address: string): Promise<unknown> {
  const response = await fetch(address, { method: 'POST', headers: { 'x-avots-token': token } })
  const answer = parseAnswer(address, response.status, await response.text())
  if (isAppError(answer)) throw answer
  return answer.result
}

/** Refusals that concern one file only. */
const isOfFile = (error: unknown): error is AppError =>
  isAppError(error) && (error.code === 'file-too-large' || error.code === 'bad-request')

export async function spoolFiles(
  token: string,
  files: Parameters<Host['spool']>[0],
  { signal, onProgress }: Parameters<Host['spool']>[1],
): ReturnType<Host['spool']> {
  const { id, folder } = v.parse(openedSchema, await ask(token, '/api/spool/open'))
  const discard = () => ask(token, `/api/spool/discard?id=${id}`).then(() => undefined)
  const total = files.reduce((sum, { file }) => sum + file.size, 0)
  const underWay = new Map<number, number>()
  const refused: string[] = []
  const roots = new Set<string>()
  const failed = new AbortController()
  const stop = () => failed.abort()
  signal.addEventListener('abort', stop)
  if (signal.aborted) stop()
  let done = 0
  let next = 0
  const tell = () => onProgress(done + [...underWay.values()].reduce((sum, bytes) => sum + bytes, 0), total)

  async function lane(index: number): Promise<void> {
    for (let source = files[next]; source; source = files[next]) {
      next += 1
      const { file, path } = source
      try {
        const address = `/api/spool/file?id=${id}&path=${encodeURIComponent(path)}`
        const sent = await sendFile(
          token,
          address,
          file,
          (bytes) => (underWay.set(index, bytes), tell()),
          failed.signal,
        )
        // Topmost names as the host wrote them, for it may have changed letters.
        const below = sent.path.slice(folder.length + 1)
        const separator = folder.includes('\\') ? '\\' : '/'
        roots.add(`${folder}${separator}${below.split(separator)[0] ?? below}`)
      } catch (error) {
        if (!isOfFile(error)) throw error
        refused.push(error.message)
      }
      underWay.delete(index)
      done += file.size
      tell()
    }
  }

  try {
    await Promise.all(Array.from({ length: lanes }, (_, index) => lane(index)))
  } catch (error) {
    failed.abort()
    await discard().catch(() => undefined)
    throw error
  } finally {
    signal.removeEventListener('abort', stop)
  }
  return { paths: [...roots], refused, discard }
}
