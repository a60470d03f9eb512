/** Children of a Node process. */
import { fork } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import type { Child, ChildEnd, StartChild } from './child'

/** Resident memory in MB as Linux tells it, or null. */
async function residentMemory(pid: number): Promise<number | null> {
  try {
    const pages = Number((await readFile(`/proc/${pid}/statm`, 'utf8')).split(' ')[1])
    return Number.isFinite(pages) ? (pages * 4096) / (1024 * 1024) : null
  } catch {
    return null
  }
}

export const startNodeChild: StartChild = (program, { heap }): Child => {
  const child = fork(program, [], {
    execArgv: [`--max-old-space-size=${heap}`],
    // No environment but what Node needs to start: the child has no business with the rest.
    env: process.env['SystemRoot'] ? { SystemRoot: process.env['SystemRoot'] } : {},
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
  })
  return {
    isAlive: () => child.connected,
    send: (message) => void child.send(message as object),
    kill: () => void child.kill('SIGKILL'),
    memory: () => residentMemory(child.pid ?? 0),
    onOutput(listener) {
      child.stdout?.on('data', listener)
      return () => void child.stdout?.off('data', listener)
    },
    onMessage(listener) {
      child.on('message', listener)
      return () => void child.off('message', listener)
    },
    onEnd(listener) {
      // Node ends itself with SIGABRT when the heap is full.
      const end = () =>
        listener({ outOfHeap: child.signalCode === 'SIGABRT' || child.exitCode === 134 } satisfies ChildEnd)
      child.on('exit', end)
      child.on('error', end)
      return () => {
        child.off('exit', end)
        child.off('error', end)
      }
    },
  }
}
