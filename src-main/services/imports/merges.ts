/** Merging archives, as methods of the archives service. */
import { isAbsolute, resolve } from 'node:path'
import { AppError, type MergeSourceInput, type Services } from '#shared/contract'
import { type Library, openArchive, previewMerge, withMergeSource, type Work } from '../archives'

type Methods = Pick<Services['archives'], 'previewMerge' | 'merge' | 'unmerge'>

interface Options {
  library: Pick<Library, 'shelved' | 'takeNotes'>
  /** Changes an archive in work while nothing else does. */
  change<T>(archiveId: string, act: (work: Work) => Promise<T>): Promise<T>
}

/** `merge` throws AppError `read-only` for a sealed target, `bad-request`, `cancelled`, and as opening the source does. */
export function createMerges({ library, change }: Options): Methods {
  async function find(archiveId: string, source: MergeSourceInput) {
    const target = library.shelved(archiveId)
    const found =
      'archiveId' in source
        ? library.shelved(source.archiveId)
        : isAbsolute(source.path)
          ? { path: source.path, catalogue: (await openArchive(source.path)).catalogue }
          : null
    if (!found) {
      throw new AppError('bad-request', 'The archive was not merged: its path must be absolute.', { archiveId })
    }
    if (resolve(found.path) === resolve(target.path)) {
      const message = 'An archive cannot be merged into itself. Choose another one.'
      throw new AppError('bad-request', message, { archiveId })
    }
    return { target, source: found }
  }

  return {
    async previewMerge({ archiveId, source }) {
      const found = await find(archiveId, source)
      return previewMerge(found.target.catalogue, found.source.catalogue)
    },
    async merge({ archiveId, source: asked }, { signal, progress }) {
      const { source } = await find(archiveId, asked)
      const { id, notes, ...counts } = await change(archiveId, (work) =>
        withMergeSource(source.path, work.folder, { signal, progress }, (from) =>
          work.merge(from, { signal, progress }),
        ),
      )
      // Of an archive that is in the library they are in the notebook by now: this adds nothing.
      if (notes) await library.takeNotes(source.catalogue.id, notes)
      return { mergeId: id, ...counts }
    },
    async unmerge({ archiveId, mergeId }) {
      await change(archiveId, (work) => work.unmerge(mergeId))
      return {}
    },
  }
}
