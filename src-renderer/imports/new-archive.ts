/** What a new archive in work needs to know. */
import type { ArchiveSummary } from '#shared/contract'
import { useHost } from '@/host'
import { useI18n } from '@/locales'
import { useLibraryStore } from '@/stores'
import { reactive } from 'vue'

/** Main languages that are offered; `und` where the archive has none. */
export const archiveLanguages = [
  'lv',
  'ltg',
  'liv',
  'en',
  'et',
  'lt',
  'ru',
  'de',
  'pl',
  'fi',
  'sv',
  'uk',
  'fr',
  'la',
  'yi',
  'und',
] as const
type ArchiveLanguage = (typeof archiveLanguages)[number]

export interface ArchiveDraft {
  title: string
  language: ArchiveLanguage
  description: string
}

export const emptyDraft = (): ArchiveDraft =>
  reactive({ title: '', language: useI18n().language.value, description: '' })

/** Makes the archive. Throws AppError as `archives.create`. */
export async function createArchive({ title, language, description }: ArchiveDraft): Promise<ArchiveSummary> {
  const about = description.trim()
  const made = await useHost().client.call('archives.create', {
    title: title.trim(),
    language,
    ...(about === '' ? {} : { description: about }),
  })
  await useLibraryStore().load()
  return made
}
