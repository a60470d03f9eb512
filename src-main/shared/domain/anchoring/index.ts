/** Describing a passage for ever, and finding it again in this edition or another one (annotation.md sections 1, 3). Pure. */
export { CONTEXT, type DescribedText, describeTarget, tidyRange } from './describe'
export { graphemeAfter, graphemeBefore, isGraphemeBoundary } from './graphemes'
export {
  byPosition,
  byQuote,
  defaultSteps,
  type EditionText,
  type Placement,
  resolveTarget,
  type Step,
} from './resolve'
