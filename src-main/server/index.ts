/** The browser host: the same services and the same interface, carried by plain Node and any browser on this computer. */
export { DEFAULT_PORT, startBrowserHost, type BrowserHost, type BrowserHostOptions } from './start'
