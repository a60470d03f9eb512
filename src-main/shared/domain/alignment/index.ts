/** Which passages of two to four texts correspond, and how those of one language differ (compare.md). Pure. */
export { type CompareInput, compareEditions, ENGINE, suggestKind } from './compare'
export { type DifferenceResult, findDifferences } from './differences'
export { type AlignPane, type Passage, passagesIn, passagesOf } from './passages'
export { type AlignHooks, alignPassages } from './rows'
