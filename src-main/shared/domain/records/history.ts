/** What can be undone and redone, read off the operations themselves: history survives restarts and rebuilds. */

/** What history needs to know of an operation. */
export interface HistoryOp {
  opId: string
  actor: string
  group?: string | undefined
  label?: string | undefined
  undoOf?: string | undefined
}

/** What the reader sees as one act: one operation, or all of one group. */
export interface Act {
  key: string
  kind: 'act' | 'undo' | 'redo'
  label: string | null
  /** In the order of the journal. */
  opIds: string[]
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
  /** Forgets an act that cannot be taken back any more. */
  drop(key: string): void
}

/** Label of the act that takes notes of other programs in: the services make it, the interface has the words. */
export const IMPORT_LABEL = 'undo.importNotes'

/** Label of the act that places notes in a text that changed. */
export const PLACE_LABEL = 'undo.placeNotes'

/** Label of the act that goes back to a snapshot. */
export const RESTORE_LABEL = 'undo.restoreSnapshot'

const ARCHIVE_ACTOR = 'archive:'

/** Actor, and group, of operations that copy the notes of a sealed archive. They are nobody's act: undo skips them. */
export function archiveActor(archiveId: string): string {
  return ARCHIVE_ACTOR + archiveId
}

/** Id of the archive whose notes were copied by this actor; null for readers. */
export function archiveOfActor(actor: string): string | null {
  return actor.startsWith(ARCHIVE_ACTOR) ? actor.slice(ARCHIVE_ACTOR.length) : null
}

export function createHistory(): History {
  const acts = new Map<string, Act>()
  const actOfOp = new Map<string, Act>()
  let undoStack: Act[] = []
  let redoStack: Act[] = []

  const without = (stack: Act[], act: Act) => stack.filter((item) => item !== act)

  function place(act: Act, undoOf: string | undefined): void {
    if (undoOf === undefined) {
      undoStack.push(act)
      redoStack = []
      return
    }
    const target = actOfOp.get(undoOf)
    // Taken back is something older than what is kept here: nobody can say whether this was an undo or a redo.
    if (!target) return
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

  return {
    add(op) {
      if (archiveOfActor(op.actor) !== null || actOfOp.has(op.opId)) return
      const key = op.group ?? op.opId
      const known = acts.get(key)
      if (known) {
        known.opIds.push(op.opId)
        actOfOp.set(op.opId, known)
        return
      }
      const act: Act = { key, kind: 'act', label: op.label ?? null, opIds: [op.opId] }
      acts.set(key, act)
      place(act, op.undoOf)
      actOfOp.set(op.opId, act)
    },
    undoable: () => undoStack.at(-1) ?? null,
    redoable: () => redoStack.at(-1) ?? null,
    standing: (key) => undoStack.find((act) => act.key === key) ?? null,
    latest: (label) => undoStack.findLast((act) => act.label === label) ?? null,
    drop(key) {
      undoStack = undoStack.filter((act) => act.key !== key)
      redoStack = redoStack.filter((act) => act.key !== key)
    },
  }
}
