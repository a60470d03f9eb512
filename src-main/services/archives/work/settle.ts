/** Writes the bag around the payload of an archive in work: with it, the folder is a bag that anybody can verify. */
import { mkdir, readdir, readFile, rename, rmdir, unlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { hasErrorCode, writeFileAtomic } from '../../files'
import type { ArchiveContent } from '../content'
import { buildBag } from '../seal'
import type { Places } from './places'

/** What earlier versions left beside a tag file when they were killed in the middle of it: in a bag it has no place. */
const halfWritten = /^(.+)\.\d+-[0-9a-f]{8}\.tmp$/

async function sameContent(path: string, content: Uint8Array): Promise<boolean> {
  try {
    return (await readFile(path)).equals(content)
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return false
    throw error
  }
}

/** Files below `data/` of a folder, as paths with `/` from the folder on; links and the like are left alone. */
async function filesBelow(folder: string): Promise<string[]> {
  const found: string[] = []
  const walk = async (inside: string): Promise<void> => {
    const entries = await readdir(join(folder, inside), { withFileTypes: true }).catch((error: unknown) => {
      if (hasErrorCode(error, 'ENOENT')) return []
      throw error
    })
    for (const entry of entries) {
      const below = `${inside}/${entry.name}`
      if (entry.isDirectory()) await walk(below)
      else if (entry.isFile()) found.push(below)
    }
  }
  await walk('data')
  return found
}

async function move(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  await rename(from, to)
}

/** Takes away folders that became empty. */
async function prune(root: string, inside: string): Promise<void> {
  for (let folder = dirname(inside); folder !== '.' && folder !== 'data'; folder = dirname(folder)) {
    try {
      await rmdir(join(root, folder))
    } catch {
      return
    }
  }
}

/**
 * Puts the files of removed documents aside and those of restored ones back, writes everything that is made from the
 * state (crate, views, tag files), and takes away what is left of earlier states. Returns the seal. May be cut off at any
 * time and done again.
 */
export async function settleBag(places: Places, content: ArchiveContent, version: string): Promise<string> {
  const { entries, seal } = await buildBag(content, version)
  const wanted = new Set(entries.map(({ path }) => path))
  const present = new Set(await filesBelow(places.folder))
  for (const path of await filesBelow(places.removed)) {
    if (!wanted.has(path)) continue
    if (present.has(path)) await unlink(join(places.removed, path))
    else await move(join(places.removed, path), join(places.folder, path))
  }
  for (const path of present) {
    if (wanted.has(path)) continue
    const isRecord = /^data\/metadata\/[^/]+\.source\.[^/]+$/.test(path)
    if (/^data\/(?:originals|derived)\//.test(path) || isRecord)
      await move(join(places.folder, path), join(places.removed, path))
    else await unlink(join(places.folder, path))
    await prune(places.folder, path)
  }
  for (const { path, source } of entries) {
    if (!(source instanceof Uint8Array)) continue
    const target = join(places.folder, path)
    if (await sameContent(target, source)) continue
    await mkdir(dirname(target), { recursive: true })
    // Views can be made again at any time; the files that say what belongs to the archive are written durably.
    if (path.startsWith('data/metadata/')) await writeFile(target, source)
    else await writeFileAtomic(target, source, places.temporary)
  }
  for (const name of await readdir(places.folder)) {
    const [, whole] = halfWritten.exec(name) ?? []
    if (whole !== undefined && wanted.has(whole)) await unlink(join(places.folder, name))
  }
  return seal
}
