/** Which passages of two to four texts correspond, and how those of one language differ (compare.md). Pure. */
export { compareEditions, ENGINE, suggestKind } from './compare'
export { type AlignPane, passagesOf } from './passages'
export { alignPassages } from './rows'
export { wholeRows } from './whole-rows'
