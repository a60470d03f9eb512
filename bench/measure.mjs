/** What the measurements share: a program on its own data folder, a browser, medians. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
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
  /** npm ends before the program does, which still writes then. */
  const isAlive = () => {
    try {
      return process.kill(-child.pid, 0)
    } catch {
      return false
    }
  }
  const stop = async () => {
    if (isAlive()) process.kill(-child.pid, 'SIGTERM')
    while (isAlive()) await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return { address, stop }
}

export async function openBrowser() {
  return chromium.launch({
    executablePath: await ensureChromium(),
    chromiumSandbox: false,
    args: ['--disable-dev-shm-usage'],
  })
}

/** Collects from now on, in `__tasks` of the page, how long each task over 50 ms took, in whole ms. */
export const watchTasks = (page) =>
  page.evaluate(() => {
    globalThis.__tasks = []
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) globalThis.__tasks.push(Math.round(duration))
    })
    observer.observe({ type: 'longtask' })
  })

/** What a verb of the built command line prints. Throws what it says where it fails. */
export function avots(...args) {
  const run = [join(root, 'out/main/cli.js'), ...args]
  const { status, stdout, stderr } = spawnSync(process.execPath, run, { encoding: 'utf8', maxBuffer: 1e9 })
  if (status !== 0) throw new Error(stderr || stdout)
  return stdout
}

/** One call of the services, as the interface makes it. `address` is the one that the program prints. */
export async function call(address, method, input) {
  const { origin, hash } = new URL(address)
  const headers = { 'x-avots-token': hash.replace('#token=', ''), 'x-avots-client': 'a'.repeat(24), origin }
  const response = await fetch(`${origin}/api/call`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ t: 'call', id: '1', method, input }),
  })
  const answer = await response.json()
  if (!answer.ok) throw new Error(`${method}: ${answer.error?.message ?? response.status}`)
  return answer.result
}

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
export function random(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** Markdown of about `count` words in paragraphs of 20 to 120 words, with a chapter for every fifty paragraphs. */
export function words(count, seed = 1) {
  const next = random(seed)
  const stock = readdirSync(join(root, 'resources/starter/documents'))
    .filter((name) => name.endsWith('.en.md'))
    .flatMap((name) => readFileSync(join(root, 'resources/starter/documents', name), 'utf8').match(/[\p{L}\d’'-]+/gu))
  const parts = []
  for (let made = 0, n = 0; made < count; n += 1) {
    if (n % 50 === 0) parts.push(`## Chapter ${n / 50 + 1}`)
    const length = Math.min(count - made, 20 + Math.floor(next() * 100))
    // A word that is frequent in the stock is frequent here.
    const chosen = Array.from({ length }, () => stock[Math.floor(next() * stock.length)])
    parts.push(`${chosen.join(' ')}.`)
    made += length
  }
  return parts.join('\n\n')
}

/** Times from a click to the frames after each condition (an expression of the page) holds, in ms, measured in the page. */
export async function timedUntil(page, click, conditions) {
  await page.evaluate((all) => {
    // Made now: the page itself may make none.
    const held = all.map((condition) => new Function(`return ${condition}`))
    globalThis.__measured = new Promise((resolve) => {
      addEventListener(
        'pointerdown',
        () => {
          const from = performance.now()
          const until = (holds) =>
            new Promise((reached) => {
              const look = () =>
                holds() ? requestAnimationFrame(() => reached(performance.now() - from)) : requestAnimationFrame(look)
              look()
            })
          resolve(Promise.all(held.map(until)))
        },
        { once: true, capture: true },
      )
    })
  }, conditions)
  await click()
  return page.evaluate(() => globalThis.__measured)
}

/** The same for one condition. */
export const timed = async (page, click, ready) => (await timedUntil(page, click, [ready]))[0]
