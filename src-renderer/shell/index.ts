/** The frame around the screens. Screens use of it only the voice for screen readers. */
export { announce } from './announce'
