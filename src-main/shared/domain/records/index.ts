/** The rules of the notebook's records: operations, undo, names and ids. Pure; no clock, no chance, no storage. */
export { anchorIdOf, rowsFollowing, rowsWith } from './anchor-rows'
export { canonicalJson, sameButRev, sameJson } from './equal'
export { createHindsight } from './hindsight'
export {
  type Act,
  actKeyOf,
  archiveActor,
  archiveOfActor,
  createHistory,
  type History,
  type HistoryOp,
  type HistoryPage,
  IMPORT_LABEL,
  MERGE_LABEL,
  PLACE_LABEL,
  RESTORE_LABEL,
} from './history'
export { createIds } from './ids'
export { invertAll } from './invert-all'
export { correctionOf } from './kinds'
export { nameKeyOf, tidyName } from './names'
export { type Change, changedKey, invert, makeOp, recordKey, verbOf } from './ops'
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
export { restoreChanges, tagChanges } from './restore'
export { fromTheRoot } from './tag-tree'
