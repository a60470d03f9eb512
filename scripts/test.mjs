/** `npm test`: everything that must hold, the same for people and for CI. Ends with the line `N passed, N failed`. */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureChromium } from './chromium.mjs'
import { checkNode, ensureBuilt, ensureInstalled, root, run, say } from './steps.mjs'

checkNode()
await ensureInstalled()
const CHROMIUM = await ensureChromium()
await ensureBuilt()

const bin = (...parts) => join(root, 'node_modules', ...parts)
const results = join(root, 'out', 'test')
rmSync(results, { recursive: true, force: true })
mkdirSync(results, { recursive: true })

const total = { passed: 0, failed: 0, skipped: 0 }
const add = ({ passed = 0, failed = 0, skipped = 0 }) => {
  total.passed += passed
  total.failed += failed
  total.skipped += skipped
}

/** A check counts as one test. */
async function check(name, args) {
  say(`\n— ${name}`)
  const { status } = await run(process.execPath, args)
  add(status === 0 ? { passed: 1 } : { failed: 1 })
}

const readJson = (name) => {
  const path = join(results, name)
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null
}

/** A runner that ended badly although none of its tests failed (or left no report) counts as one failure. */
function addSuite(counts, status) {
  if (!counts) return add({ failed: 1 })
  add(counts)
  if (status !== 0 && counts.failed === 0) add({ failed: 1 })
}

await check('format', [bin('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level', 'warn', '.'])
await check('lint', [bin('eslint', 'bin', 'eslint.js'), '.', '--max-warnings', '0'])
await check('types', [bin('vue-tsc', 'bin', 'vue-tsc.js'), '-b'])
await check('unused files, exports and dependencies', [bin('knip', 'bin', 'knip.js')])

say('\n— unit and integration tests')
{
  const args = [bin('vitest', 'vitest.mjs'), 'run', '--reporter=default', '--reporter=json']
  const { status } = await run(process.execPath, [...args, `--outputFile.json=${join(results, 'vitest.json')}`], {
    env: { CHROMIUM },
  })
  const report = readJson('vitest.json')
  addSuite(
    report && { passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests },
    status,
  )
}

say('\n— end-to-end journeys (browser host, Electron double; Electron itself where its binary is)')
{
  const { status } = await run(process.execPath, [bin('@playwright', 'test', 'cli.js'), 'test'], { env: { CHROMIUM } })
  const stats = readJson('e2e.json')?.stats
  addSuite(stats && { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped }, status)
}

say('')
say(`${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ''}`)
process.exit(total.failed === 0 ? 0 : 1)
