/** Mails, for the formats that hold them: one mail, what a list says of one, a page saved as one. */
export { readMessage } from './message'
export { readSavedPage } from './saved-page'
export { readSummary } from './summary'
