/** What the measurements share: a program on its own data folder, a browser, medians. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { ensureChromium } from '../scripts/chromium.mjs'
import { root } from '../scripts/steps.mjs'

export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

export const ms = (value) => `${Math.round(value)} ms`

export function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

/** A data folder of its own, deleted by `done`. */
export function temporaryData() {
  const folder = mkdtempSync(join(tmpdir(), 'avots-bench-'))
  return { folder, done: () => rmSync(folder, { recursive: true, force: true }) }
}

/** Runs `npm start -- --browser --no-open`; resolves with its address and the way to stop it. */
export async function start(data, port) {
  const child = spawn('npm', ['start', '--silent', '--', '--browser', '--no-open', '--port', String(port)], {
    cwd: root,
    env: { ...process.env, AVOTS_DATA: data, AVOTS_NO_DOWNLOAD: '1' },
    detached: true,
  })
  let output = ''
  const address = await new Promise((resolve, reject) => {
    const take = (part) => {
      output += part
      const match = /http:\/\/127\.0\.0\.1:\d+\/#token=\S+/.exec(output)
      if (match) resolve(match[0])
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.once('exit', () => reject(new Error(output)))
  })
  const stop = () =>
    new Promise((resolve) => {
      child.once('exit', resolve)
      process.kill(-child.pid, 'SIGTERM')
    })
  return { address, stop }
}

export async function openBrowser() {
  return chromium.launch({
    executablePath: await ensureChromium(),
    chromiumSandbox: false,
    args: ['--disable-dev-shm-usage'],
  })
}
