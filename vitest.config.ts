import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'

const r = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const alias = { '#shared': r('src-main/shared'), '#main': r('src-main'), '@': r('src-renderer') }

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'node',
          environment: 'node',
          include: ['src-main/**/*.test.ts', 'tests/integration/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        plugins: [vue()],
        resolve: { alias },
        test: {
          name: 'happy-dom',
          testTimeout: 60_000,
          environment: 'happy-dom',
          setupFiles: ['fake-indexeddb/auto'],
          include: ['src-renderer/**/*.test.ts'],
          exclude: ['src-renderer/**/*.browser.test.ts'],
        },
      },
      {
        plugins: [vue()],
        resolve: { alias },
        // Known beforehand: a dependency found in the middle of a run would reload the page under a test.
        optimizeDeps: {
          include: [
            'vue',
            'pinia',
            '@lucide/vue',
            'valibot',
            'dexie',
            '@tanstack/vue-virtual',
            'markdown-it',
            'pdfjs-dist/legacy/build/pdf.mjs',
          ],
        },
        test: {
          name: 'browser',
          testTimeout: 60_000,
          include: ['src-renderer/**/*.browser.test.ts'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
                args: ['--no-sandbox', '--disable-dev-shm-usage'],
              },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
})
