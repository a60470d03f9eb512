/** Work over long lists in slices: keys, clicks and scrolling are answered between them. */
export { type Breather, eachInSlices, makeBreather, mergeInSlices, nextTask, sortInSlices, whenIdle } from './slices'
export { useSliced } from './use-sliced'
