/** What the reader decides about passages without a certain place, said and undoable. */
import type { Anchor, Range } from '#shared/contract'
import { useI18n } from '@/locales'
import { type OpenPlace, useNotebook } from '@/notebook'
import { announce } from '@/shell'
import { useActToasts, useNoticeStore } from '@/stores'
import { leftWithout, likelyPlace, placedAt } from './decisions'

export function useDecisions() {
  const { t } = useI18n()
  const notebook = useNotebook()
  const notices = useNoticeStore()
  const sayDone = useActToasts()

  async function keep(rows: readonly Anchor[], label: string, message: string): Promise<boolean> {
    try {
      const act = notebook.confirmAnchors(rows, label)
      await act
      sayDone(message, act)
      return true
    } catch (error) {
      notices.showError('review', t('review.failed'), error)
      return false
    }
  }

  return {
    /** Each answers whether it was kept. */
    take: ({ anchor }: OpenPlace, candidate: Anchor['candidates'][number]) =>
      keep([placedAt(anchor, candidate, 'chosen', candidate.score)], 'undo.confirmPlace', t('review.said.taken')),
    placeByHand: ({ anchor }: OpenPlace, range: Range) =>
      keep([placedAt(anchor, range, 'by-hand', 1)], 'undo.confirmPlace', t('review.said.byHand')),
    leave: ({ anchor }: OpenPlace) => keep([leftWithout(anchor)], 'undo.leaveUnplaced', t('review.said.left')),
    takeLikely(places: readonly OpenPlace[]) {
      const rows = places.flatMap(({ anchor }) => {
        const place = likelyPlace(anchor)
        return place ? [placedAt(anchor, place, 'chosen', place.score)] : []
      })
      return keep(rows, 'undo.acceptPlaces', t('review.said.takenMany', { count: rows.length }))
    },
    /** For later: nothing is kept. */
    pass: () => announce(t('review.said.later')),
  }
}
