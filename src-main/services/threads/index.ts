/** Heavy work off the main thread: stopped at once, with progress. */
export { createThreads, type Threads } from './threads'
export { serveThread } from './serve'
