/** Which dialog of importing is open; one at a time. */
import type { ArchiveSummary } from '#shared/contract'
import { shallowRef } from 'vue'
import type { Chosen } from './sources'

type Shown =
  | { readonly kind: 'new' }
  | { readonly kind: 'add'; readonly chosen: Chosen | null; readonly archiveId?: string }
  | { readonly kind: 'report'; readonly archiveId: string; readonly importId: number }
  | { readonly kind: 'seal'; readonly archive: ArchiveSummary }
  | { readonly kind: 'verify' }
  | { readonly kind: 'recognise'; readonly documentIds: readonly string[] }

export const shown = shallowRef<Shown | null>(null)

/** A dialog is open that must not be taken away: it would lose what was typed, or stop what it does. */
export const isBusy = () => shown.value !== null && shown.value.kind !== 'add'

export const close = () => void (shown.value = null)

/** Asks for title and language of a new archive in work. */
export const newArchive = () => void (shown.value = { kind: 'new' })

/** Asks what to import, and into which archive. */
export function addFiles(chosen: Chosen | null = null, archiveId?: string): void {
  shown.value = { kind: 'add', chosen, ...(archiveId === undefined ? {} : { archiveId }) }
}

export const showReport = (archiveId: string, importId: number) =>
  void (shown.value = { kind: 'report', archiveId, importId })

export const sealArchive = (archive: ArchiveSummary) => void (shown.value = { kind: 'seal', archive })

/** Asks in which languages the text of these documents is to be recognised. */
export const recogniseText = (documentIds: readonly string[]) => void (shown.value = { kind: 'recognise', documentIds })

/** Asks for a bag outside the library, and verifies it. */
export const verifyOther = () => void (shown.value = { kind: 'verify' })
