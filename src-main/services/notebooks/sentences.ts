/** Sentences about the state of the notebook, and the errors that carry them. */
import { AppError } from '#shared/contract'
import { hasCode } from './files'
import type { LockHolder } from './lock'

const hostNames: Record<string, string> = {
  electron: 'the desktop application',
  browser: 'the browser host',
  cli: 'the command line',
}

/** Why the notebook can only be read while somebody else writes. */
export function heldBy(holder: LockHolder | null, lockPath: string): string {
  if (!holder) {
    return (
      `The notebook is open elsewhere, but ${lockPath} does not say where. Here it can be read, not changed. Close the ` +
      'other program; if none is open, wait five minutes and try again.'
    )
  }
  const where = holder.address ? ` at ${holder.address}` : ''
  return (
    `The notebook is open in ${hostNames[holder.host] ?? holder.host}${where} (process ${holder.pid}). Here it can be ` +
    'read, not changed. Close it there, then save again here.'
  )
}

export function readOnlyFolder(folder: string): string {
  return (
    `The notebook in ${folder} can be read, not changed, because this user may not write there. Change the rights of ` +
    'the folder, or set another data folder with AVOTS_DATA.'
  )
}

const mib = (bytes: number) => Math.floor(bytes / (1024 * 1024))

export function tooFull(folder: string, free: number, reserve: number): AppError {
  return new AppError(
    'disk-full',
    `The change was not saved, because the disk with ${folder} is almost full: ${mib(free)} MiB are free, and ` +
      `${mib(reserve)} MiB are kept in reserve. Free some space and save again; the words are still in the form.`,
    { folder, free, reserve },
  )
}

/** What a failed write means for the reader. */
export function writeFailure(error: unknown, folder: string): AppError {
  const cause = error instanceof Error ? error.message : String(error)
  if (hasCode(error, 'ENOSPC', 'EDQUOT')) {
    return new AppError(
      'disk-full',
      `The change was not saved, because the disk with ${folder} is full. Everything that was shown as saved is safe. ` +
        'The notebook is read-only until a change can be saved again: free some space, then save again.',
      { folder, cause },
      { cause: error },
    )
  }
  return new AppError(
    'not-writable',
    `The change was not saved, because the journal in ${folder} could not be written (${cause}). Everything that was ` +
      'shown as saved is safe. The notebook is read-only until a change can be saved again: check the disk, then save ' +
      'again.',
    { folder, cause },
    { cause: error },
  )
}

export function lostLock(folder: string): AppError {
  return new AppError(
    'read-only',
    `The change was not saved, because another program has taken over the notebook in ${folder}. Close it there, then ` +
      'save again here.',
    { folder },
  )
}

export function changedMeanwhile(): AppError {
  return new AppError(
    'conflict',
    'Nothing was taken back, because the notebook was changed in the meantime, perhaps in another window. Try again.',
  )
}
