/** `node --import register.mjs out/main/index.js`: redirects every import of electron to the double. */
import { register } from 'node:module'

register(
  `data:text/javascript,${encodeURIComponent(`
  export function resolve(specifier, context, next) {
    return specifier === 'electron'
      ? { url: ${JSON.stringify(new URL('electron.mjs', import.meta.url).href)}, shortCircuit: true }
      : next(specifier, context)
  }`)}`,
)
