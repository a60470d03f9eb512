/** The program itself: what host carries it, the reader's preferences, the data folder. */
export { createApp, readPreferences } from './app'
export { defaultDataFolder, prepareDataFolder } from './data-folder'
export { createFileLog } from './log'
export { programPaths } from './paths'
