/** Who a process is beyond its number, so that a number used again is not taken for the process that had it before. */
import { execFile } from 'node:child_process'
import { readFile, readlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import { promisify } from 'node:util'

interface ProcessIdentity {
  pid: number
  /** Where process numbers mean the same: computer, its start, and the container. */
  machine: string
  /** When the process began, in the system's own words; empty where the system does not say. */
  started: string
}

/** How to ask the system; tests put their own in. */
export interface ProcessProbe {
  self(): Promise<ProcessIdentity>
  /** False only when that process has certainly ended; null when this computer cannot know. */
  isAlive(who: ProcessIdentity): Promise<boolean | null>
}

const run = promisify(execFile)

async function machineName(): Promise<string> {
  if (process.platform !== 'linux') return hostname()
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')
  const space = await readlink('/proc/self/ns/pid').catch(() => '')
  return `${hostname()} ${boot.trim()} ${space}`.trim()
}

async function startedAt(pid: number): Promise<string> {
  try {
    if (process.platform === 'linux') {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
      // The name in brackets may hold anything; the 20th field after it is the start, in ticks since the boot.
      return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
    }
    if (process.platform === 'darwin') return (await run('ps', ['-o', 'lstart=', '-p', String(pid)])).stdout.trim()
  } catch {
    // Gone, or hidden: the signal below decides.
  }
  return ''
}

function takesSignals(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}

export const systemProbe: ProcessProbe = {
  async self() {
    return { pid: process.pid, machine: await machineName(), started: await startedAt(process.pid) }
  },
  async isAlive(who) {
    const machine = await machineName()
    if (who.machine !== machine) {
      // Same computer and container, but started anew: nothing of before is alive.
      const [host, boot, space] = machine.split(' ')
      const [oldHost, oldBoot, oldSpace] = who.machine.split(' ')
      const rebooted = host === oldHost && boot !== undefined && oldBoot !== undefined && boot !== oldBoot
      return rebooted && space !== undefined && oldSpace !== undefined ? false : null
    }
    if (!takesSignals(who.pid)) return false
    const started = await startedAt(who.pid)
    return started === '' || who.started === '' || started === who.started
  },
}
