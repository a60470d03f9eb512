/** Children as utility processes: the packaged program does not run as Node, so that `child_process.fork` would not do. */
import { app, utilityProcess } from 'electron'
import type { AnswerMessage, StartChild } from '../services'

const isAnswer = (message: unknown): message is AnswerMessage =>
  typeof message === 'object' && message !== null && 'answer' in message && typeof message.answer === 'string'

export const startUtility: StartChild = (program, { heap }) => {
  const child = utilityProcess.fork(program, [], {
    execArgv: [`--max-old-space-size=${heap}`],
    env: process.env['SystemRoot'] ? { SystemRoot: process.env['SystemRoot'] } : {},
    stdio: 'ignore',
    serviceName: 'Avots reader',
  })
  let alive = true
  let outOfHeap = false
  child.on('exit', () => (alive = false))
  // Told before the end where V8 cannot go on.
  child.on('error', () => (outOfHeap = true))
  return {
    isAlive: () => alive,
    send: (message) => child.postMessage(message),
    kill() {
      // Its number may be another process's by now.
      if (!alive) return
      alive = false
      const { pid } = child
      // `kill` asks politely; a parser that hangs does not hear that.
      if (pid !== undefined) process.kill(pid, 'SIGKILL')
      else child.kill()
    },
    memory() {
      const own = app.getAppMetrics().find(({ pid }) => pid === child.pid)
      return Promise.resolve(own ? own.memory.workingSetSize / 1024 : null)
    },
    onOutput(listener) {
      const hear = (message: unknown) => {
        if (isAnswer(message)) listener(Buffer.from(`${message.answer}\n`))
      }
      child.on('message', hear)
      return () => void child.off('message', hear)
    },
    onMessage(listener) {
      const hear = (message: unknown) => {
        if (!isAnswer(message)) listener(message)
      }
      child.on('message', hear)
      return () => void child.off('message', hear)
    },
    onEnd(listener) {
      const end = (code: number) => listener({ outOfHeap: outOfHeap || code === 134 })
      child.on('exit', end)
      return () => void child.off('exit', end)
    },
  }
}
