/** Stands in for the HTTP clients that citation-js brings along (electron.vite.config.ts): a document fetches nothing. */
import { AppError } from '#shared/contract'

export class Headers {}

function refuse(): never {
  throw new AppError('not-allowed', 'A list of citations asked for something from the network. Nothing is fetched.')
}

// The name under which the libraries ask for it.
export default Object.assign(refuse, { Headers })
