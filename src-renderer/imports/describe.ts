/** Outcomes of an import in the words of the interface. */
import { handedOverPath, type ImportOutcome, type ImportReport, type ImportStatus } from '#shared/contract'
import { withoutDirections } from '#shared/domain/language'
import { useWarnings } from '@/documents'
import { useI18n } from '@/locales'
import { CircleCheck, CircleX, Files, TriangleAlert } from '@lucide/vue'

export const statusIcons = { ok: CircleCheck, partial: TriangleAlert, refused: CircleX, duplicate: Files } as const
export const statuses = ['ok', 'partial', 'refused', 'duplicate'] as const satisfies readonly ImportStatus[]

/** Path of a file as the reader knows it: without the folder that the host keeps handed over files in. */
export const shownPath = (path: string) => withoutDirections(handedOverPath(path) ?? path)
export const nameOf = (path: string) => withoutDirections(path.split(/[\\/]/).at(-1) ?? path)

/** True where undoing an import would take something out, or end it. */
export const canUndo = ({
  finished,
  undone,
  recognise,
  outcomes,
}: Pick<ImportReport, 'finished' | 'undone' | 'recognise' | 'outcomes'>) =>
  !recognise &&
  !undone &&
  (!finished ||
    outcomes.some(
      ({ status, documentId, edition, refusedBefore, tied, archive }) =>
        status !== 'duplicate' &&
        (archive || (documentId !== undefined && edition === undefined && !refusedBefore && !tied)),
    ))

/** Why files were refused, in the language of the interface. */
export function useRefusals() {
  const { ofService } = useI18n()
  const sentence = (code: string | undefined, message: string | undefined) =>
    ofService(message ?? '', code === undefined ? [] : [`errors.${code}`])
  return { sentence }
}

export function useOutcomes() {
  const { t, n, languageName } = useI18n()
  const { warningText } = useWarnings()
  const { sentence } = useRefusals()

  /** "Latvian · 612 characters", or why it was refused. */
  function detail(outcome: ImportOutcome, isRecognition = false): string {
    const { code, message, refusedBefore } = outcome
    if (outcome.status === 'refused')
      return [...(refusedBefore ? [t('imports.refusedAgain')] : []), sentence(code, message)].join(' ')
    if (outcome.status === 'duplicate' && !outcome.archive) {
      if (code !== undefined) return [t('imports.duplicateUnread'), sentence(code, message)].join(' ')
      return t(isRecognition ? 'about.again.duplicate' : 'imports.duplicateText')
    }
    if (outcome.archive) {
      const { added, editions } = outcome.archive
      return added > 0 || editions === 0
        ? t('imports.came', { count: added })
        : t('imports.cameEditions', { count: editions })
    }
    if (outcome.tied) {
      const { what, pages, to } = outcome.tied
      return t(`imports.tied.${what}`, {
        count: pages.length,
        pages: pages.map((page) => n(page)).join(', '),
        name: to,
      })
    }
    const [first] = outcome.warnings
    const parts = [
      ...(refusedBefore ? [t('imports.readNow')] : []),
      ...(outcome.edition === undefined || refusedBefore ? [] : [t('imports.edition', { number: n(outcome.edition) })]),
      ...(outcome.language && outcome.language !== 'und' ? [languageName(outcome.language)] : []),
      ...(outcome.pages ? [t('imports.pages', { count: outcome.pages })] : []),
      ...(outcome.characters === undefined ? [] : [t('imports.characters', { count: outcome.characters })]),
    ]
    if (outcome.status === 'partial' && first) return warningText(first)
    return parts.join(' · ')
  }

  return { detail, sentence }
}
