/** Where the built program lies. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface ProgramPaths {
  version: string
  /** `out/main`: workers and children. */
  programs: string
  /** `out/resources`. */
  resources: string
}

/**
 * Found upwards from this file, for a bundler may put it into `out/main` or a folder below. Inside a package the files
 * that are not bundled lie unpacked beside the asar.
 */
export function programPaths(): ProgramPaths {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder)
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
  const root = folder.endsWith('.asar') ? `${folder}.unpacked` : folder
  return { version, programs: join(folder, 'out', 'main'), resources: join(root, 'out', 'resources') }
}
