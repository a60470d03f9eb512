/** What the reader chose or dropped: files with the folders around them, or paths where the host knows those. */
import { withoutDirections } from '#shared/domain/language'
import { type SourceFile, useHost } from '@/host'

/** Files of the page, or absolute paths of the system. */
export type Chosen =
  | { readonly kind: 'files'; readonly files: readonly SourceFile[] }
  | { readonly kind: 'paths'; readonly paths: readonly string[] }

export const sizeOf = (chosen: Chosen) =>
  chosen.kind === 'files' ? chosen.files.reduce((sum, { file }) => sum + file.size, 0) : 0

/** Names of the topmost files and folders, none twice. */
export function namesOf(chosen: Chosen): string[] {
  const names =
    chosen.kind === 'files'
      ? chosen.files.map(({ path }) => path.split('/')[0] ?? path)
      : chosen.paths.map((path) => path.split(/[\\/]/).at(-1) ?? path)
  return [...new Set(names.map(withoutDirections))]
}

/** Asks for files, for one file, or for a folder. Null when the reader gave up. */
export async function choose(what: 'file' | 'files' | 'folders'): Promise<Chosen | null> {
  const { info, client } = useHost()
  if (info.dialogs) {
    const picked = await client.call('documents.pick', { what: what === 'folders' ? what : 'files' })
    return picked && { kind: 'paths', paths: picked.paths }
  }
  return new Promise((resolve) => {
    const input = document.createElement('input')
    input.type = 'file'
    input.multiple = what !== 'file'
    input.webkitdirectory = what === 'folders'
    input.addEventListener('cancel', () => resolve(null))
    input.addEventListener('change', () => {
      const files = [...(input.files ?? [])].map((file) => ({ file, path: file.webkitRelativePath || file.name }))
      resolve(files.length > 0 ? { kind: 'files', files: withoutTwins(files) } : null)
    })
    input.click()
  })
}

/** Files of the same path from different folders: the later ones get a number. */
function withoutTwins(files: readonly SourceFile[]): SourceFile[] {
  const seen = new Set<string>()
  return files.map(({ file, path }) => {
    let free = path
    for (let n = 2; seen.has(free); n += 1) free = path.replace(/(\.[^./]+)?$/, ` (${n})$1`)
    seen.add(free)
    return { file, path: free }
  })
}

const entriesOf = (reader: FileSystemDirectoryReader) =>
  new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
const fileOf = (entry: FileSystemFileEntry) => new Promise<File>((resolve, reject) => entry.file(resolve, reject))

async function walk(entry: FileSystemEntry, into: SourceFile[]): Promise<void> {
  if (isFile(entry)) into.push({ file: await fileOf(entry), path: entry.fullPath.replace(/^\//, '') })
  else if (isFolder(entry)) {
    const reader = entry.createReader()
    // A reader gives a hundred at a time.
    for (let some = await entriesOf(reader); some.length > 0; some = await entriesOf(reader)) {
      for (const below of some) await walk(below, into)
    }
  }
}
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory

/**
 * What was dropped. Call within the event, for its data are gone after it. `single` are files that lie in no folder:
 * a sealed archive may be among them.
 */
export async function takeDropped(data: DataTransfer): Promise<{ chosen: Chosen; single: readonly File[] }> {
  const { pathOf } = useHost()
  const files = [...data.files]
  const entries = [...data.items].map((item) => item.webkitGetAsEntry())
  const single = files.filter((_, index) => entries[index]?.isDirectory !== true)
  if (pathOf) return { chosen: { kind: 'paths', paths: files.map(pathOf).filter((path) => path !== '') }, single }
  const found: SourceFile[] = []
  for (const [index, entry] of entries.entries()) {
    const file = files[index]
    if (entry) await walk(entry, found)
    else if (file) found.push({ file, path: file.name })
  }
  return { chosen: { kind: 'files', files: withoutTwins(found) }, single }
}
