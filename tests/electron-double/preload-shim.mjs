/** Source of the init script that runs the real preload in a page, with `electron` as a preload sees it. */
export function preloadScript(preloadSource) {
  return `(() => {
    const listeners = new Map()
    // The rules of contextBridge, as far as they can be copied: plain data is cloned and frozen, functions are wrapped.
    const bridge = (value) => {
      if (typeof value === 'function') return (...args) => value(...args)
      if (value === null || typeof value !== 'object') return value
      return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, one]) => [key, bridge(one)])))
    }
    const ipcRenderer = {
      invoke: (channel, ...args) => globalThis.__doubleInvoke(channel, structuredClone(args)),
      on: (channel, listener) => { listeners.set(channel, [...(listeners.get(channel) ?? []), listener]); return ipcRenderer },
      removeListener: (channel, listener) => {
        listeners.set(channel, (listeners.get(channel) ?? []).filter((one) => one !== listener)); return ipcRenderer
      },
    }
    globalThis.__doubleSend = (channel, args) => {
      for (const listener of listeners.get(channel) ?? []) listener({}, ...args)
    }
    const contextBridge = {
      exposeInMainWorld: (key, api) =>
        Object.defineProperty(globalThis, key, { value: bridge(api), writable: false, configurable: false }),
    }
    // A browser tells no path: as in Electron for a file that a script made, it is empty.
    const webUtils = { getPathForFile: () => '' }
    const module = { exports: {} }
    const require = (name) => {
      if (name === 'electron') return { contextBridge, ipcRenderer, webUtils }
      throw new Error('a sandboxed preload cannot require ' + name)
    }
    ;(function (module, exports, require) { ${preloadSource}\n })(module, module.exports, require)
  })()`
}
