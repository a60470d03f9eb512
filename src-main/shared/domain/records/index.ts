/** The rules of the notebook's records: operations, undo, names and ids. Pure; no clock, no chance, no storage. */
export { sameJson } from './equal'
export {
  type Act,
  archiveActor,
  archiveOfActor,
  createHistory,
  type History,
  IMPORT_LABEL,
  PLACE_LABEL,
  RESTORE_LABEL,
} from './history'
export { createIds } from './ids'
export { correctionOf } from './kinds'
export { nameKeyOf, tidyName } from './names'
export { type Change, invert, makeOp, verbOf } from './ops'
export {
  allRecords,
  applyOp,
  countsOf,
  createTables,
  isCurrent,
  livingCountsOf,
  noCounts,
  putRecord,
  sameCounts,
  type Tables,
} from './tables'
export { restoreChanges } from './restore'
export { fromTheRoot } from './tag-tree'
