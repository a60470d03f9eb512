/** Takes the network away from this process: recognition has no business there, whatever a library would like. */
import { createRequire } from 'node:module'

const refuse = (): never => {
  throw new Error('This process has no network.')
}

/** Irrevocable; call before anything else is loaded. The channel to the parent is open by then and stays. */
export function forbidNetwork(): void {
  const require = createRequire(import.meta.url)
  const closed: [string, readonly string[]][] = [
    ['node:net', ['connect', 'createConnection', 'createServer']],
    ['node:http', ['request', 'get', 'createServer']],
    ['node:https', ['request', 'get', 'createServer']],
    ['node:dgram', ['createSocket']],
    ['node:dns', ['lookup', 'resolve']],
  ]
  for (const [name, members] of closed) {
    const module = require(name) as Record<string, unknown>
    for (const member of members) module[member] = refuse
  }
  const { Socket } = require('node:net') as { Socket: { prototype: object } }
  Object.defineProperty(Socket.prototype, 'connect', { value: refuse })
  for (const name of ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest']) {
    Object.defineProperty(globalThis, name, { value: refuse, configurable: false, writable: false })
  }
}
