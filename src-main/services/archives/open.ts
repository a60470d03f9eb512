/** Any archive of ours for reading: a sealed file or folder, or one in work. */
import { resolve } from 'node:path'
import { archiveOver, openSealed, type SealedArchive } from './sealed'
import { isWork, readWork } from './work'

/** Nothing is registered, locked or changed. Throws AppError as `openSealed` and `readWork`. */
export async function openArchive(file: string): Promise<SealedArchive> {
  const path = resolve(file)
  return isWork(path) ? archiveOver(path, (await readWork(path)).catalogue()) : openSealed(path)
}
