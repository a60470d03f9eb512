/** Describing a passage for ever, and finding it again in this edition or another one (annotation.md sections 1, 3). Pure. */
export { CONTEXT, describeTarget, quoteAt, tidyRange } from './describe'
export { createFinder, type SoughtPassage } from './find'
export { isGraphemeBoundary } from './graphemes'
export { createPlacer, placeQuotes, type Quote } from './place'
export { type Placement } from './placement'
export { anchorOf, currentEditions, type Editions, type Sought, soughtTargets, standingOf } from './standing'
