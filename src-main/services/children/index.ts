/** Processes that hostile or heavy work runs in: started by the host, ended without mercy. */
export { type AskLimits, askChild, ChildFailure } from './ask'
export type { Child, StartChild } from './child'
export { startNodeChild } from './node-child'
export { type AnswerMessage, type Parent, parentOf } from './parent'
