/** Peak resident memory of processes, as the system counts it (Linux: /proc). */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** VmHWM of a process in MB (10^6 bytes); 0 where there is no such process or no /proc. */
export function peakOf(pid) {
  try {
    return (Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024) / 1e6
  } catch {
    return 0
  }
}

const childrenOf = (pid) => {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean)
  } catch {
    return []
  }
}

/** Runs a command to its end: `{status, output, ms, peak, peakOfChildren}`, memory in MB. */
export function runMeasured(command, args, { env = {}, cwd } = {}) {
  return new Promise((resolve, reject) => {
    const began = performance.now()
    const child = spawn(command, args, {
      ...(cwd ? { cwd } : {}),
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let peak = 0
    let peakOfChildren = 0
    const watch = setInterval(() => {
      peak = Math.max(peak, peakOf(child.pid))
      for (const pid of childrenOf(child.pid)) peakOfChildren = Math.max(peakOfChildren, peakOf(pid))
    }, 50)
    let output = ''
    child.stdout.on('data', (piece) => (output += piece))
    child.once('error', reject)
    child.once('close', (status) => {
      clearInterval(watch)
      resolve({ status, output, ms: performance.now() - began, peak, peakOfChildren })
    })
  })
}
