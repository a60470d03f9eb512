/** Archives as they are merged into another: in work as they lie, sealed ones unpacked and checked first. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type AdoptOptions, adoptSealed } from './adopt'
import type { MergeSource } from './merge'
import { placesOf } from './places'
import { isWork, readMergeSource } from './work'

/**
 * Calls `act` with the archive at `path`, for as long as it takes. `folder` is the archive in work that it is merged
 * into: a sealed one is unpacked there. Throws AppError as `adoptSealed` and `readJournal`.
 */
export async function withMergeSource<T>(
  path: string,
  folder: string,
  options: AdoptOptions,
  act: (source: MergeSource) => Promise<T>,
): Promise<T> {
  if (isWork(path)) return act(await readMergeSource(path))
  const temporary = join(placesOf(folder).temporary, 'source')
  try {
    await rm(temporary, { recursive: true, force: true })
    await adoptSealed(path, temporary, options)
    return await act({ ...(await readMergeSource(temporary)), movable: true })
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}
