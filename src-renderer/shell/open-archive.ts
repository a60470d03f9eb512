/** Putting archives into the library: by dialog, by file field, by dropping. */
import { isAppError } from '#shared/contract'
import { type Host, useHost } from '@/host'
import { addFiles, type Chosen } from '@/imports'
import { useI18n } from '@/locales'
import { useLibraryStore, useNoticeStore, useToastStore } from '@/stores'
import { shallowRef } from 'vue'

/** What is being opened now; `total` 0 while its size is unknown. */
export const opening = shallowRef<{ name: string; done: number; total: number } | null>(null)

/** A zip that is dropped by itself is opened as an archive; those in folders are files to import. */
export const isSealedName = (name: string) => /\.zip$/i.test(name)

const baseName = (path: string) => path.split(/[\\/]/).at(-1) ?? path

/** What is no archive of this program can be imported instead: it is offered as `chosen`. */
async function open(name: string, path: () => Promise<string>, chosen: Chosen): Promise<void> {
  const { t, pick } = useI18n()
  const library = useLibraryStore()
  const notices = useNoticeStore()
  opening.value = { name, done: 0, total: 0 }
  try {
    const archive = await library.openArchive(await path(), name)
    notices.dismiss(`open-${name}`)
    useToastStore().show({
      message: t('library.opened', { title: pick(archive.title, archive.language), count: archive.documents }),
      undo: () => library.removeArchive(archive.id),
    })
  } catch (error) {
    if (isAppError(error) && error.code === 'not-an-archive') {
      notices.show({
        id: `open-${name}`,
        kind: 'warn',
        title: t('library.notOurs', { name }),
        text: t('library.notOursText'),
        closable: true,
        action: {
          label: t('library.importIt'),
          run: () => {
            notices.dismiss(`open-${name}`)
            addFiles(chosen)
          },
        },
      })
    } else notices.showError(`open-${name}`, t('library.refused', { name }), error)
  } finally {
    opening.value = null
  }
}

/** Opens a file that the reader dropped or chose in the browser. */
export function openArchiveFile(file: File): Promise<void> {
  const known = useHost().pathOf?.(file) ?? ''
  const upload = async () =>
    (await useHost().upload(file, (done, total) => (opening.value = { name: file.name, done, total }))).path
  return known === ''
    ? open(file.name, upload, { kind: 'files', files: [{ file, path: file.name }] })
    : open(file.name, () => Promise.resolve(known), { kind: 'paths', paths: [known] })
}

/** Asks for an archive, with the system's dialog where the host has one, and opens it. */
export async function chooseArchive(): Promise<void> {
  const host = useHost()
  if (!host.info.dialogs) return chooseFile()
  try {
    const picked = await pick(host)
    if (picked) await open(baseName(picked), () => Promise.resolve(picked), { kind: 'paths', paths: [picked] })
  } catch (error) {
    useNoticeStore().showError('open', useI18n().t('library.notChosen'), error)
  }
}

const pick = async (host: Host) => (await host.client.call('archives.pick', {}))?.path

function chooseFile(): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = '.zip,application/zip'
  input.addEventListener('change', () => {
    const file = input.files?.[0]
    if (file) void openArchiveFile(file)
  })
  input.click()
}
