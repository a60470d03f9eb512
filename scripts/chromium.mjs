/** Finds a Chromium for the tests, or gets one: an existing one, Playwright's own, or Debian's as root. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fail, root, run, say } from './steps.mjs'

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

const runs = async (path) => (await run(path, ['--version'], { quiet: true })).status === 0

async function existing() {
  for (const path of [process.env.CHROMIUM, ...places]) {
    if (path && existsSync(path) && (await runs(path))) return path
  }
  const { chromium } = await import('@playwright/test')
  const own = chromium.executablePath()
  return own && existsSync(own) && (await runs(own)) ? own : null
}

/** Path of a Chromium that starts. Ends the program with a sentence when there is no way to one. */
export async function ensureChromium() {
  const found = await existing()
  if (found) return found
  const isDebianRoot = process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  if (isDebianRoot) {
    say("Installing Debian's Chromium for the tests …")
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    await run('apt-get', ['update', '-qq'], { quiet: true, env })
    const packages = ['chromium', 'poppler-utils']
    const { status, output } = await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
      quiet: true,
      env,
    })
    if (status !== 0) console.error(output.split('\n').slice(-10).join('\n'))
  } else {
    say("Installing Playwright's Chromium for the tests …")
    await run(process.execPath, [join(root, 'node_modules', '@playwright', 'test', 'cli.js'), 'install', 'chromium'])
  }
  const installed = await existing()
  if (!installed) fail('No Chromium for the tests. Install one, or name it: CHROMIUM=/path/to/chromium npm test')
  return installed
}
