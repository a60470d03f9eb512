/** Is Electron's binary here, and if not, can it be fetched soon? The rules are those of electron's own install.js. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { root, run, say } from './steps.mjs'

const require = createRequire(import.meta.url)
const packageFolder = join(root, 'node_modules', 'electron')
const failedMark = join(root, 'node_modules', '.avots-electron-failed')

/** A failed fetch is not tried again within a day. */
const retryAfter = 24 * 60 * 60 * 1000
/** Deadlines in ms: to the first byte, between two signs of progress, in all. */
const limits = { first: 8000, still: 30_000, all: 600_000 }

/** Path of the executable, or null. Never asks `require('electron')`, which would start a download by itself. */
export function findElectron() {
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'))
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH || join(packageFolder, 'dist')
  try {
    if (readFileSync(join(dist, 'version'), 'utf8').trim().replace(/^v/, '') !== version) return null
    const path = join(dist, readFileSync(join(packageFolder, 'path.txt'), 'utf8'))
    return existsSync(path) ? path : null
  } catch {
    return null
  }
}

/** `{ path }`, or `{ reason }`: half a sentence on why there is none. `insist`: try although it failed today. */
export async function fetchElectron({ insist = false } = {}) {
  if (process.env.AVOTS_NO_DOWNLOAD) return { reason: 'AVOTS_NO_DOWNLOAD forbids to fetch it' }
  if (!insist && existsSync(failedMark)) {
    const { at, reason } = JSON.parse(readFileSync(failedMark, 'utf8'))
    if (Date.now() - at < retryAfter)
      return { reason: `${reason} (tried within the last day; "npm start -- --electron" tries again)` }
  }
  const reason = await download()
  const path = reason ? null : findElectron()
  if (path) return { path }
  const why = reason ?? 'it could not be unpacked'
  mkdirSync(dirname(failedMark), { recursive: true })
  writeFileSync(failedMark, JSON.stringify({ at: Date.now(), reason: why }))
  return { reason: why }
}

/** Resolves with null when all went well, else with the reason. */
async function download() {
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'))
  const { downloadArtifact } = await import(createRequire(join(packageFolder, 'package.json')).resolve('@electron/get'))
  const controller = new AbortController()
  let why = 'it could not be downloaded'
  const stop = (reason) => {
    why = reason
    controller.abort()
  }
  let patience = setTimeout(() => stop('the download did not begin within 8 seconds'), limits.first)
  const whole = setTimeout(() => stop('the download took more than 10 minutes'), limits.all)
  let told = 0
  const work = downloadArtifact({
    version,
    artifactName: 'electron',
    platform: process.platform,
    arch: process.arch,
    checksums: require(join(packageFolder, 'checksums.json')),
    downloadOptions: {
      quiet: true,
      signal: controller.signal,
      getProgressCallback: ({ percent }) => {
        clearTimeout(patience)
        patience = setTimeout(() => stop('the download stood still for 30 seconds'), limits.still)
        const tenth = Math.floor(percent * 10) * 10
        if (tenth > told) say(`  Electron: ${(told = tenth)} %`)
        return Promise.resolve()
      },
    },
  })
  // Not every part of the download obeys the signal: the deadline holds by itself.
  const aborted = new Promise((_, reject) => controller.signal.addEventListener('abort', () => reject(new Error(why))))
  try {
    say('Fetching Electron (once, about 110 MB) …')
    await Promise.race([work, aborted])
    const { status } = await run(process.execPath, [join(packageFolder, 'install.js')], { quiet: true })
    return status === 0 ? null : 'it could not be unpacked'
  } catch (error) {
    return controller.signal.aborted ? why : describe(error)
  } finally {
    work.catch(() => undefined)
    clearTimeout(patience)
    clearTimeout(whole)
  }
}

function describe(error) {
  const code = error?.code ?? error?.cause?.code
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its download address could not be found (no internet?)'
  if (code === 'ECONNREFUSED' || code === 'ECONNRESET') return 'the connection for its download was refused'
  return `its download failed${code ? ` (${code})` : ''}`
}
