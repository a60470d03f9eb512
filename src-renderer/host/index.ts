/**
 * Which host carries the interface, and the client of its services. The only module that knows `window.avots` or fetch.
 */
export { connectHost } from './connect'
export { type Host, provideHost, type SourceFile, useHost } from './current'
