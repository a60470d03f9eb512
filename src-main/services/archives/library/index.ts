/** The archives on this computer. */
export { type Library, openLibrary } from './library'
export { withStored } from './shown'
