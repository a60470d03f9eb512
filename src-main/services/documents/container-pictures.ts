/** Pictures of a container format: read under one cap, told by their bytes. */
import { createHash } from 'node:crypto'
import type { DocumentModel } from '#shared/contract'
import type { DocumentContainer } from './container'
import type { EmbeddedResource } from './format'
import { pictureType } from './picture-type'

/** All pictures of one document together; what is beyond it stays in the original only. */
const maxBytes = 128 * 1024 * 1024

export interface ContainerPictures {
  /** By path in the container. */
  readonly found: ReadonlyMap<string, EmbeddedResource>
  /** SHA-256 of the picture at a path, taken into `resources`; null where there is none that can be shown. */
  use(path: string | null): string | null
  readonly resources: readonly EmbeddedResource[]
  warnings(): DocumentModel['warnings']
}

/** Reads the parts at `paths`; those that are not there or no picture are told in `warnings`. */
export async function readPictures(container: DocumentContainer, paths: Iterable<string>): Promise<ContainerPictures> {
  const found = new Map<string, EmbeddedResource>()
  const missing: string[] = []
  const unknown: string[] = []
  const left: string[] = []
  let total = 0
  for (const path of new Set(paths)) {
    if (container.size(path) + total > maxBytes) {
      left.push(path)
      continue
    }
    const bytes = await container.bytes(path)
    const mediaType = bytes && pictureType(bytes)
    if (!bytes) missing.push(path)
    else if (!mediaType) unknown.push(path)
    else {
      total += bytes.length
      found.set(path, { bytes, role: 'figure', mediaType, from: path })
    }
  }
  const resources = new Map<string, EmbeddedResource>()
  const tell = (paths: readonly string[], code: string, what: string) => {
    if (paths.length === 0) return []
    const which = paths.length === 1 ? `The picture "${paths[0]}"` : `${paths.length} pictures (first "${paths[0]}")`
    return [{ code, message: `${which} ${what}` }]
  }
  return {
    found,
    use(path) {
      const resource = path === null ? undefined : found.get(path)
      if (!resource) return null
      const hash = createHash('sha256').update(resource.bytes).digest('hex')
      if (!resources.has(hash)) resources.set(hash, resource)
      return hash
    },
    get resources() {
      return [...resources.values()]
    },
    warnings: () => [
      ...tell(missing, 'image-missing', 'could not be found in the file.'),
      ...tell(unknown, 'image-left-out', 'cannot be shown, for its kind is not known; it stays in the original.'),
      ...tell(left, 'image-left-out', `stayed in the original: together they are larger than ${maxBytes} bytes.`),
    ],
  }
}
