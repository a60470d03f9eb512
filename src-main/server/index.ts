/** The browser host: the same services and the same interface, carried by plain Node and any browser on this computer. */
export { openWithSystem } from './host'
export { startBrowserHost } from './start'
