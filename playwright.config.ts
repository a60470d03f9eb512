import { defineConfig } from '@playwright/test'

/**
 * Every journey runs on each host: the browser host, the Electron double (the real main and preload, see
 * tests/electron-double), and Electron itself where its binary is.
 */
export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  timeout: 90_000,
  expect: { timeout: 10_000 },
  fullyParallel: false,
  workers: 1,
  forbidOnly: Boolean(process.env['CI']),
  reporter: [['list'], ['json', { outputFile: 'out/test/e2e.json' }]],
  use: { trace: 'retain-on-failure', actionTimeout: 15_000 },
  projects: [
    { name: 'browser-host', metadata: { host: 'browser' } },
    { name: 'electron-double', metadata: { host: 'double' } },
    { name: 'electron', metadata: { host: 'electron' } },
  ],
})
