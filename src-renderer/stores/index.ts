/** What the screens share: choices of the reader, the library, where they are, commands, notices and toasts. */
export { describeError } from './errors'
export { type Command, useCommandStore } from './commands'
export { useLibraryStore } from './library'
export { type AppNotice, useNoticeStore } from './notices'
export { applyRememberedPreferences, usePreferencesStore } from './preferences'
export { useToastStore } from './toasts'
export { useWorkspaceStore } from './workspace'
