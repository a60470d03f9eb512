/** Metadata in rows to be read. */
import type { Metadata } from '#shared/contract'
import { useI18n } from '@/locales'
import { useLibraryStore } from '@/stores'
import { useRoles } from '../metadata'

export interface FieldRow {
  readonly label: string
  readonly value: string
  /** `extracted`, `recognised`, `user`, `imported-record`, or none. */
  readonly origin: string | undefined
  readonly lang?: string | undefined
  readonly address?: boolean
}

export function useFieldRows() {
  const { t, date, languageName } = useI18n()
  const library = useLibraryStore()

  const { agentsText } = useRoles()

  /** All fields that have a value. */
  function rowsOf(metadata: Metadata): FieldRow[] {
    const { title, alternativeTitles = [] } = metadata
    const lang = title.lang || undefined
    const row = (field: keyof Metadata, label: string, value: string | undefined, more: Partial<FieldRow> = {}) => ({
      label: t(label),
      value: value ?? '',
      origin: metadata.origins[field],
      ...more,
    })
    const edtf = metadata.date?.edtf
    const dates = edtf === undefined ? [] : [metadata.date?.display, date(edtf, 'long')].filter((one) => one)
    const rights = metadata.rights && [metadata.rights.text, metadata.rights.uri]
    return [
      row('title', 'library.columns.title', title.text, { lang, origin: metadata.origins['title'] ?? 'none' }),
      row('alternativeTitles', 'about.fields.alternativeTitles', alternativeTitles.map(({ text }) => text).join('; ')),
      row('creators', 'about.fields.creators', agentsText(metadata.creators, library.personName)),
      row('date', 'library.date', [...new Set(dates)].join(' · ')),
      row('places', 'about.fields.places', agentsText(metadata.places, library.placeName)),
      row('persons', 'about.fields.persons', agentsText(metadata.persons, library.personName)),
      row('languages', 'library.language', metadata.languages.map(languageName).join(', ')),
      row('type', 'library.type', t(`library.types.${metadata.type}`)),
      row('subjects', 'about.fields.subjects', (metadata.subjects ?? []).join('; ')),
      row('genre', 'about.fields.genre', metadata.genre),
      row('description', 'about.fields.description', metadata.description, { lang }),
      row('original', 'about.fields.original', metadata.original, { lang }),
      row('repository', 'about.fields.repository', metadata.repository),
      row('callNumber', 'about.fields.callNumber', metadata.callNumber),
      row('level', 'about.fields.level', metadata.level),
      row('partOf', 'about.fields.partOf', metadata.partOf),
      row('rights', 'library.rights', [...new Set(rights)].filter((one) => one).join(' · ')),
      row('sourceUrl', 'about.fields.sourceUrl', metadata.sourceUrl, { address: true }),
      row('archivedUrl', 'about.fields.archivedUrl', metadata.archivedUrl, { address: true }),
      row('accessed', 'about.fields.accessed', metadata.accessed && date(metadata.accessed, 'long')),
    ].filter(({ value }) => value !== '')
  }
  return { rowsOf }
}
