/** What can be done with the panes of a comparison: order, documents, scrolling together, reading one. */
import type { Pane } from '#shared/contract'
import { useI18n } from '@/locales'
import { announce } from '@/shell'
import { useLibraryStore, useWorkspaceStore } from '@/stores'
import { ArrowLeft, ArrowRight, BookOpen, Lock, LockOpen, Replace, X } from '@lucide/vue'
import { type Ref, ref } from 'vue'
import { sigla } from './draft'
import type { MenuEntry } from './menu'
import type { Session } from './use-session'

export const isLinked = (pane: Pane): boolean => pane.linked !== false

export function usePanes(session: Session, active: Ref<number>) {
  const { t } = useI18n()
  const workspace = useWorkspaceStore()
  const library = useLibraryStore()
  const { draft, documents, current } = session
  /** A document is being chosen: for this pane, or for a new one (null). */
  const choosing = ref<{ pane: number | null } | null>(null)

  function reorder(from: readonly number[], label: string): void {
    const { panes } = draft.value
    session.setPanes(
      from.flatMap((index) => panes[index] ?? []),
      from,
      label,
    )
  }

  function swap(pane: number, by: 1 | -1): void {
    const to = pane + by
    const { length } = draft.value.panes
    if (to < 0 || to >= length) return
    active.value = to
    reorder(
      draft.value.panes.map((_, index) => (index === pane ? to : index === to ? pane : index)),
      'compare.undo.swap',
    )
  }

  function remove(pane: number): void {
    if (draft.value.panes.length <= 2) return
    active.value = 0
    reorder(
      draft.value.panes.flatMap((_, index) => (index === pane ? [] : [index])),
      'compare.undo.removePane',
    )
  }

  function toggleLink(pane: number): void {
    const panes = draft.value.panes.map((own, index) => (index === pane ? { ...own, linked: !isLinked(own) } : own))
    const now = panes[pane]
    session.change({ panes }, now && isLinked(now) ? 'compare.undo.lock' : 'compare.undo.unlock')
    if (now) announce(t(isLinked(now) ? 'compare.pane.follows' : 'compare.pane.aloneNow', { siglum: now.siglum }))
  }

  function linkAll(linked: boolean): void {
    session.change(
      { panes: draft.value.panes.map((pane) => ({ ...pane, linked })) },
      linked ? 'compare.undo.lock' : 'compare.undo.unlock',
    )
  }

  /** A siglum that no other pane has, by the rules of a new comparison if they give one. */
  function siglumFor(ids: readonly string[], at: number, taken: ReadonlySet<string>): string {
    const known = ids.flatMap((id) => library.document(id) ?? [])
    const wanted = known.length === ids.length ? (sigla(known)[at] ?? '') : ''
    if (wanted !== '' && !taken.has(wanted)) return wanted
    return [...'ABCDEFGH'].find((letter) => !taken.has(letter)) ?? 'X'
  }

  /** Takes the chosen document into the pane, or into a new one. The sigla of the others stay. */
  function take(documentId: string | undefined): void {
    const at = choosing.value?.pane ?? null
    choosing.value = null
    if (documentId === undefined) return
    const { panes } = draft.value
    const place = at ?? panes.length
    const ids = panes.map((pane) => pane.documentId)
    ids[place] = documentId
    const taken = new Set(panes.flatMap(({ siglum }, index) => (index === at ? [] : [siglum])))
    const pane: Pane = { documentId, siglum: siglumFor(ids, place, taken) }
    const next = [...panes]
    next[place] = pane
    session.setPanes(
      next,
      next.map((_, index) => (index === place ? -1 : index)),
    )
  }

  function openInRead(pane: number): void {
    const open = documents.value[pane]
    if (!open) return
    const cell = current.value === null ? null : (session.cellsOf(current.value)[pane] ?? null)
    workspace.go({
      screen: 'read',
      documentId: open.summary.id,
      ...(open.edition.number === open.summary.current ? {} : { edition: open.edition.number }),
      ...(cell ? { range: { start: cell[0], end: cell[1] } } : {}),
    })
  }

  function menuOf(pane: number): MenuEntry[] {
    const { panes } = draft.value
    const own = panes[pane]
    const follows = own !== undefined && isLinked(own)
    return [
      { id: 'read', label: t('compare.pane.read'), icon: BookOpen, run: () => openInRead(pane) },
      { id: 'replace', label: t('compare.pane.replace'), icon: Replace, run: () => (choosing.value = { pane }) },
      {
        id: 'link',
        label: t(follows ? 'compare.pane.unlock' : 'compare.pane.lock'),
        icon: follows ? LockOpen : Lock,
        keys: 'F',
        run: () => toggleLink(pane),
      },
      {
        id: 'left',
        label: t('compare.pane.left'),
        icon: ArrowLeft,
        separated: true,
        disabled: pane === 0,
        run: () => swap(pane, -1),
      },
      {
        id: 'right',
        label: t('compare.pane.right'),
        icon: ArrowRight,
        keys: 'X',
        disabled: pane === panes.length - 1,
        run: () => swap(pane, 1),
      },
      {
        id: 'remove',
        label: t('compare.pane.remove'),
        icon: X,
        separated: true,
        disabled: panes.length <= 2,
        run: () => remove(pane),
      },
    ]
  }

  return { choosing, swap, toggleLink, linkAll, take, menuOf }
}
