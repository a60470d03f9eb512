/** Peak resident memory and processor time of processes, as the system counts them (Linux: /proc). */
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

/** Processor seconds that a process has taken so far; 0 where there is no such process or no /proc. */
function secondsOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
    // utime and stime, in the hundredths that Linux tells everywhere.
    return (Number(fields[11]) + Number(fields[12])) / 100
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

/** Runs a command to its end: `{status, output, ms, peak, peakOfChildren, cpuOfChildren}`, memory in MB, cpu in seconds. */
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
    const seconds = new Map()
    const watch = setInterval(() => {
      peak = Math.max(peak, peakOf(child.pid))
      for (const pid of childrenOf(child.pid)) {
        peakOfChildren = Math.max(peakOfChildren, peakOf(pid))
        seconds.set(pid, Math.max(seconds.get(pid) ?? 0, secondsOf(pid)))
      }
    }, 50)
    let output = ''
    child.stdout.on('data', (piece) => (output += piece))
    child.once('error', reject)
    child.once('close', (status) => {
      clearInterval(watch)
      const cpuOfChildren = [...seconds.values()].reduce((sum, one) => sum + one, 0)
      resolve({ status, output, ms: performance.now() - began, peak, peakOfChildren, cpuOfChildren })
    })
  })
}
