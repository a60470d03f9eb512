/** A comparison while it is open: what is saved, before it has to be. Pure. */
import type {
  Cell,
  Comparison,
  ComparisonKind,
  ComparisonRow,
  DocumentSummary,
  ExportOptions,
  Folding,
  Pane,
  Pin,
} from '#shared/contract'

export interface Draft {
  /** Null until it is saved for the first time. */
  readonly id: string | null
  readonly title: string
  readonly description?: string | undefined
  readonly author?: string | undefined
  readonly kind: ComparisonKind
  readonly panes: readonly Pane[]
  readonly pins: readonly Pin[]
  readonly rows: readonly ComparisonRow[]
  readonly folding: Folding
  readonly showDifferences: boolean
  readonly options?: ExportOptions | undefined
}

export const MAX_PANES = 4
export const noFolding: Folding = { case: false, diacritics: false, punctuation: false }

/** A new comparison of these documents. */
export function newDraft(panes: readonly Pane[], kind: ComparisonKind): Draft {
  return { id: null, title: '', kind, panes, pins: [], rows: [], folding: noFolding, showDifferences: true }
}

/** An open comparison from a saved one. */
export function draftOf(saved: Comparison): Draft {
  return {
    id: saved.id,
    title: saved.title,
    description: saved.description,
    author: saved.author,
    kind: saved.kind,
    panes: saved.panes,
    pins: saved.pins ?? [],
    rows: saved.rows ?? [],
    folding: saved.folding ?? noFolding,
    showDifferences: saved.showDifferences ?? true,
    options: saved.options,
  }
}

/** What is written into the notebook; members without value are left out. */
export function recordOf(draft: Draft) {
  return {
    ...(draft.id === null ? {} : { id: draft.id }),
    title: draft.title,
    kind: draft.kind,
    panes: [...draft.panes],
    pins: [...draft.pins],
    rows: [...draft.rows],
    folding: draft.folding,
    showDifferences: draft.showDifferences,
    ...(draft.description === undefined ? {} : { description: draft.description }),
    ...(draft.author === undefined ? {} : { author: draft.author }),
    ...(draft.options === undefined ? {} : { options: draft.options }),
  }
}

/** Whether there is something to keep: a name, or a row. */
export function isWorthSaving(draft: Draft): boolean {
  return draft.id !== null || draft.title.trim() !== '' || draft.rows.length > 0
}

/** Order of the cells after panes were reordered, added (-1) or removed: index of the old pane for each new one. */
export function rearrange(draft: Draft, panes: readonly Pane[], from: readonly number[]): Draft {
  const cells = (old: readonly Cell[]): Cell[] => from.map((index) => (index === -1 ? null : (old[index] ?? null)))
  const isEmpty = (list: readonly Cell[]) => list.every((cell) => cell === null)
  return {
    ...draft,
    panes,
    pins: draft.pins
      .map((pin) => ({ ...pin, cells: cells(pin.cells) }))
      // A pin joins two places or more: with one left it says nothing.
      .filter((pin) => pin.cells.filter((cell) => cell !== null).length > 1),
    rows: draft.rows.map((row) => ({ ...row, cells: cells(row.cells) })).filter((row) => !isEmpty(row.cells)),
  }
}

/** Short names of panes: the languages if all differ, else initials of the titles if those differ, else letters. */
export function sigla(documents: readonly Pick<DocumentSummary, 'metadata'>[]): string[] {
  const languages = documents.map(({ metadata }) => metadata.languages[0]?.split('-')[0] ?? '')
  if (languages.every((one) => one !== '') && new Set(languages).size === documents.length) return languages
  const initials = documents.map(({ metadata }) => /\p{L}/u.exec(metadata.title.text)?.[0].toLocaleUpperCase() ?? '')
  if (initials.every((one) => one !== '') && new Set(initials).size === documents.length) return initials
  // The first letter of each title that is not taken, so that Latvia and Lithuania are L and I.
  const taken = new Set<string>()
  return documents.map(({ metadata }, index) => {
    const letters = [...metadata.title.text.toLocaleUpperCase()].filter((letter) => /\p{L}/u.test(letter))
    const free = letters.find((letter) => !taken.has(letter)) ?? String(index + 1)
    taken.add(free)
    return free
  })
}

/** The name that a comparison gets when it must be saved and has none: its titles, shortened. */
export function suggestedTitle(titles: readonly string[]): string {
  const joined = titles.join(' · ')
  return joined.length <= 80 ? joined : `${joined.slice(0, 79).trimEnd()}…`
}
