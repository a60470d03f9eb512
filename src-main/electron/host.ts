/** What Electron can do for the services. */
import { app, BrowserWindow, dialog, shell } from 'electron'
import { startUtility } from './children'
import { createFileLog, defaultDataFolder, type HostPort, programPaths } from '../services'

export function createElectronHostPort(): HostPort {
  const paths = programPaths()
  const dataFolder = defaultDataFolder()
  return {
    kind: 'electron',
    version: paths.version,
    dataFolder,
    resources: paths.resources,
    programs: paths.programs,
    locale: app.getLocale() || 'en',
    filesBase: '/files/',
    dialogs: {
      async pickArchive() {
        const options: Electron.OpenDialogOptions = {
          properties: ['openFile'],
          filters: [{ name: 'Avots', extensions: ['zip'] }],
        }
        const window = BrowserWindow.getFocusedWindow()
        const { canceled, filePaths } = await (window
          ? dialog.showOpenDialog(window, options)
          : dialog.showOpenDialog(options))
        return canceled ? null : (filePaths[0] ?? null)
      },
      async pickSources(what) {
        const options: Electron.OpenDialogOptions = {
          properties: [what === 'files' ? 'openFile' : 'openDirectory', 'multiSelections'],
        }
        const window = BrowserWindow.getFocusedWindow()
        const { canceled, filePaths } = await (window
          ? dialog.showOpenDialog(window, options)
          : dialog.showOpenDialog(options))
        return canceled ? [] : filePaths
      },
      async pickSavePath(suggestedName) {
        const window = BrowserWindow.getFocusedWindow()
        const options: Electron.SaveDialogOptions = { defaultPath: suggestedName }
        const { canceled, filePath } = await (window
          ? dialog.showSaveDialog(window, options)
          : dialog.showSaveDialog(options))
        return canceled || !filePath ? null : filePath
      },
    },
    startChild: startUtility,
    openExternal: (url) => shell.openExternal(url),
    async showFolder(path) {
      return (await shell.openPath(path)) === ''
    },
    log: createFileLog(dataFolder),
  }
}
