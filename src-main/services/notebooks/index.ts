/**
 * The notebook on the disk: a journal of operations with snapshots (docs/notebook-format.md). One process writes, others
 * follow. Nothing is answered as saved before it is synced. Its lock serves other journals, too.
 */
export { commitChanges } from './commit-changes'
export { type NotebookFile, type NotebookFiles, nodeFiles } from './files'
export { acquireLock, HEARTBEAT, type Lock } from './lock'
export { type Notebook, type NotebookOptions, openNotebook } from './notebook'
export { type ProcessProbe, systemProbe } from './process-identity'
