/** Packages in memory. */
import { randomUUID } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openZipBytes, writeZip } from '../../zip'
import type { InFile, OutFile } from './format'

/** Largest file of notes, and largest file in a package, in bytes. */
export const LARGEST = 256 * 1024 * 1024

/** The same files give the same bytes. */
export async function packFiles(files: readonly OutFile[]): Promise<Uint8Array> {
  const path = join(tmpdir(), `avots-notes-${randomUUID()}.zip`)
  try {
    await writeZip(
      path,
      files.map(({ path, bytes }) => ({ path, source: bytes })),
    )
    return await readFile(path)
  } finally {
    await rm(path, { force: true })
  }
}

/** Files of a package, without folders. Throws AppError of the zip gate. */
export async function unpackFiles({ name, bytes }: InFile, wanted: (path: string) => boolean): Promise<InFile[]> {
  const zip = await openZipBytes(bytes, name)
  try {
    const files: InFile[] = []
    for (const entry of zip.entries) {
      if (!entry.folder && wanted(entry.path)) files.push({ name: entry.path, bytes: await zip.read(entry, LARGEST) })
    }
    return files
  } finally {
    await zip.close()
  }
}

export const isZip = (bytes: Uint8Array) => bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5)
