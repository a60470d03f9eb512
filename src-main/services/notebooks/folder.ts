/** Names within the notebook's folder, and `notebook.json`, which says whose notebook it is. */
import { join } from 'node:path'
import * as v from 'valibot'
import { AppError, NOTEBOOK_VERSION } from '#shared/contract'
import type { NotebookFiles } from './files'
import { replaceFile } from './files'

const identitySchema = v.object({
  schema: v.literal('avots-notebook-folder'),
  v: v.literal(NOTEBOOK_VERSION),
  notebookId: v.string(),
  device: v.string(),
  created: v.string(),
  /** Version of the program that wrote last. */
  program: v.optional(v.string(), ''),
  /** Places of operations that damage took. */
  lost: v.optional(v.array(v.number()), []),
})
/** Who the notebook and this computer are. Written once, and again only when the facts in it change. */
export type Identity = v.InferOutput<typeof identitySchema>

export interface Paths {
  folder: string
  identity: string
  lock: string
  snapshots: string
  /** Where damaged files and cut tails are kept. */
  damaged: string
  segment(number: number): string
}

export function pathsOf(folder: string): Paths {
  return {
    folder,
    identity: join(folder, 'notebook.json'),
    lock: join(folder, 'lock.json'),
    snapshots: join(folder, 'snapshots'),
    damaged: join(folder, 'damaged'),
    segment: (number) => join(folder, `journal-${number}.ndjson`),
  }
}

/** Numbers of the journal's segments, rising. */
export async function listSegments(files: NotebookFiles, paths: Paths): Promise<number[]> {
  const names = await files.list(paths.folder)
  return names
    .flatMap((name) => /^journal-([1-9]\d{0,8})\.ndjson$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b)
}

/** Null where there is none or it cannot be understood; AppError `version-newer` for a newer version's. */
export async function readIdentity(files: NotebookFiles, paths: Paths): Promise<Identity | null> {
  if ((await files.stat(paths.identity)) === null) return null
  let value: unknown
  try {
    value = JSON.parse((await files.read(paths.identity)).toString('utf8'))
  } catch {
    return null
  }
  const version = v.safeParse(v.object({ v: v.number() }), value)
  if (version.success && version.output.v > NOTEBOOK_VERSION) {
    throw new AppError(
      'version-newer',
      `The notebook in ${paths.folder} was written by a newer version of Avots (format ${version.output.v}; this version ` +
        `reads up to ${NOTEBOOK_VERSION}). Nothing was changed. Open it with the newer version.`,
      { path: paths.identity, found: version.output.v, supported: NOTEBOOK_VERSION },
    )
  }
  const parsed = v.safeParse(identitySchema, value)
  return parsed.success ? parsed.output : null
}

export async function writeIdentity(files: NotebookFiles, paths: Paths, identity: Identity): Promise<void> {
  await replaceFile(files, paths.identity, `${JSON.stringify(identity, null, 2)}\n`)
}

/** A free name in the folder of damaged things. */
export async function damagedPath(files: NotebookFiles, paths: Paths, name: string, at: Date): Promise<string> {
  await files.makeFolder(paths.damaged)
  const taken = new Set(await files.list(paths.damaged))
  const stamp = at.toISOString().replace(/[:.]/g, '-')
  let found = `${stamp}-${name}`
  for (let count = 2; taken.has(found); count += 1) found = `${stamp}-${count}-${name}`
  return join(paths.damaged, found)
}
