/**
 * What can be undone and redone, read off the operations themselves: history survives restarts and rebuilds. Whoever
 * holds only the newest operations says so, and is told what lies below by `hindsight.ts`.
 */

/** What history needs to know of an operation. */
export interface HistoryOp {
  opId: string
  /** Place in the journal. */
  seq: number
  actor: string
  group?: string | undefined
  label?: string | undefined
  undoOf?: string | undefined
}

/** What the reader sees as one act: one operation, or all of one group. */
export interface Act {
  key: string
  /** `unknown`: it takes back something that is older than what is known here. */
  kind: 'act' | 'undo' | 'redo' | 'unknown'
  label: string | null
  /** In the order of the journal. */
  opIds: string[]
  /** Places of its first and its last operation. */
  first: number
  last: number
}

/** The newest of what can be undone and redone, newest first. */
export interface HistoryPage {
  undo: Act[]
  redo: Act[]
  /** Nothing older can be undone. */
  undoIsWhole: boolean
  redoIsWhole: boolean
}

export interface History {
  /** Operations in the order of the journal; one that is known already changes nothing. */
  add(op: HistoryOp): void
  /** The newest act that is not undone, or null. */
  undoable(): Act | null
  /** The newest undo after which nothing else was done, or null. */
  redoable(): Act | null
  /** The act with this key where it stands: null where it is unknown here, or taken back. */
  standing(key: string): Act | null
  /** The newest act with this label that is not undone, or null. */
  latest(label: string): Act | null
  /** What `undoable` or `redoable` answers depends on older operations than those that are known here. */
  isUnsure(): boolean
  /** Forgets an act that cannot be taken back any more. */
  drop(key: string): void
  /** Forgets the oldest acts until no more than so many operations are known. */
  trim(most: number): void
}

/** Label of the act that takes notes of other programs in: the services make it, the interface has the words. */
export const IMPORT_LABEL = 'undo.importNotes'

/** Label of the act that places notes in a text that changed. */
export const PLACE_LABEL = 'undo.placeNotes'

/** Label of the act that goes back to a snapshot. */
export const RESTORE_LABEL = 'undo.restoreSnapshot'

/** Label of the act that takes another notebook in. */
export const MERGE_LABEL = 'undo.mergeNotebook'

const ARCHIVE_ACTOR = 'archive:'

/** Actor, and group, of operations that copy the notes of a sealed archive. They are nobody's act: undo skips them. */
export function archiveActor(archiveId: string): string {
  return ARCHIVE_ACTOR + archiveId
}

/** Id of the archive whose notes were copied by this actor; null for readers. */
export function archiveOfActor(actor: string): string | null {
  return actor.startsWith(ARCHIVE_ACTOR) ? actor.slice(ARCHIVE_ACTOR.length) : null
}

/** The act that an operation belongs to. */
export const actKeyOf = (op: Pick<HistoryOp, 'group' | 'opId'>) => op.group ?? op.opId

const whole: HistoryPage = { undo: [], redo: [], undoIsWhole: true, redoIsWhole: true }

/** `base`: what could be undone and redone before the operations that are to come. */
export function createHistory(base: HistoryPage = whole): History {
  const acts = new Map<string, Act>()
  const actOfOp = new Map<string, Act>()
  let undoStack: Act[] = []
  let redoStack: Act[] = []
  let { undoIsWhole, redoIsWhole } = base
  let known = 0

  const without = (stack: Act[], act: Act) => stack.filter((item) => item !== act)

  function note(act: Act): void {
    acts.set(act.key, act)
    for (const opId of act.opIds) actOfOp.set(opId, act)
    known += act.opIds.length
  }

  function place(act: Act, undoOf: string | undefined): void {
    if (undoOf === undefined) {
      undoStack.push(act)
      redoStack = []
      redoIsWhole = true
      return
    }
    const target = actOfOp.get(undoOf)
    if (!target || target.kind === 'unknown') {
      act.kind = 'unknown'
      if (target) {
        undoStack = without(undoStack, target)
        redoStack = without(redoStack, target)
      }
      // It stands in the way of both: which of them it belongs to only older operations tell.
      if (undoIsWhole && redoIsWhole) return
      undoStack.push(act)
      redoStack.push(act)
      return
    }
    if (target.kind === 'undo') {
      act.kind = 'redo'
      redoStack = without(redoStack, target)
      undoStack.push(act)
    } else {
      act.kind = 'undo'
      undoStack = without(undoStack, target)
      redoStack.push(act)
    }
  }

  /** The top of a stack is known, or there is certainly none. */
  const isSure = (stack: Act[], isWhole: boolean) => {
    const top = stack.at(-1)
    return top ? top.kind !== 'unknown' : isWhole
  }
  const topOf = (stack: Act[]) => {
    const top = stack.at(-1)
    return top && top.kind !== 'unknown' ? top : null
  }

  for (const act of [...base.undo, ...base.redo].map((one) => ({ ...one })).sort((a, b) => a.first - b.first)) {
    note(act)
    if (act.kind === 'undo') redoStack.push(act)
    else undoStack.push(act)
  }

  return {
    add(op) {
      if (archiveOfActor(op.actor) !== null || actOfOp.has(op.opId)) return
      const key = actKeyOf(op)
      const same = acts.get(key)
      if (same) {
        same.opIds.push(op.opId)
        same.last = op.seq
        actOfOp.set(op.opId, same)
        known += 1
        return
      }
      const act: Act = { key, kind: 'act', label: op.label ?? null, opIds: [op.opId], first: op.seq, last: op.seq }
      place(act, op.undoOf)
      note(act)
    },
    undoable: () => topOf(undoStack),
    redoable: () => topOf(redoStack),
    isUnsure: () => !isSure(undoStack, undoIsWhole) || !isSure(redoStack, redoIsWhole),
    standing: (key) => undoStack.find((act) => act.key === key && act.kind !== 'unknown') ?? null,
    latest: (label) => undoStack.findLast((act) => act.label === label && act.kind !== 'unknown') ?? null,
    drop(key) {
      undoStack = undoStack.filter((act) => act.key !== key)
      redoStack = redoStack.filter((act) => act.key !== key)
    },
    trim(most) {
      const gone = new Set<Act>()
      for (const act of acts.values()) {
        // The newest act stays, however large it is.
        if (known <= most || acts.size === 1) break
        gone.add(act)
        known -= act.opIds.length
        acts.delete(act.key)
        for (const opId of act.opIds) actOfOp.delete(opId)
      }
      if (gone.size === 0) return
      undoIsWhole = false
      if (redoStack.some((act) => gone.has(act))) redoIsWhole = false
      undoStack = undoStack.filter((act) => !gone.has(act))
      redoStack = redoStack.filter((act) => !gone.has(act))
    },
  }
}
