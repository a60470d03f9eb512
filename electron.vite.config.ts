import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'

const r = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const shared = { '#shared': r('src-main/shared') }

// citation-js can fetch addresses; in a program that fetches nothing it gets something that refuses.
const noNetwork = r('src-main/services/documents/citations/no-network.ts')

// PDF.js takes a native canvas where one is installed. Nothing is drawn in main, and the extractor runs no native code.
const noNativeCanvas = {
  name: 'no-native-canvas',
  transform: (code: string, id: string) =>
    /[\\/]pdfjs-dist[\\/]/.test(id) ? code.replaceAll('"@napi-rs/canvas"', '"no-native-canvas"') : null,
}

// Both hosts, the command line and the children are built for plain Node, the oldest that we support.
const target = 'node20.19'

export default defineConfig({
  main: {
    plugins: [noNativeCanvas],
    resolve: { alias: { ...shared, 'node-fetch': noNetwork, 'sync-fetch': noNetwork } },
    build: {
      outDir: 'out/main',
      target,
      sourcemap: true,
      externalizeDeps: false,
      rollupOptions: {
        input: {
          index: r('src-main/electron/main.ts'),
          'browser-host': r('src-main/server/main.ts'),
          cli: r('src-main/cli/main.ts'),
          'extract-child': r('src-main/services/documents/extract-child.ts'),
          'anchoring-worker': r('src-main/services/anchoring/worker.ts'),
          'recognise-child': r('src-main/services/recognition/recognise-child.ts'),
          'picture-child': r('src-main/services/pictures/picture-child.ts'),
          'comparison-worker': r('src-main/services/comparisons/worker.ts'),
          'typst-worker': r('src-main/services/reports/typst-worker.ts'),
          'seal-starter': r('src-main/services/archives/seal-starter.ts'),
        },
        external: ['electron', '@myriaddreamin/typst-ts-node-compiler'],
      },
    },
  },
  preload: {
    resolve: { alias: shared },
    build: {
      outDir: 'out/preload',
      target,
      externalizeDeps: false,
      rollupOptions: {
        input: { preload: r('src-main/electron/preload.ts') },
        external: ['electron'],
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: r('src-renderer'),
    base: './',
    plugins: [vue()],
    resolve: { alias: { ...shared, '@': r('src-renderer') } },
    build: {
      outDir: r('out/renderer'),
      emptyOutDir: true,
      target: 'chrome148',
      minify: true,
      rollupOptions: {
        input: { index: r('src-renderer/index.html') },
        // Each icon is some hundred bytes: one file for all costs less than a request for each.
        output: { codeSplitting: { groups: [{ name: 'icons', test: /[\\/]node_modules[\\/]@lucide[\\/]/ }] } },
      },
    },
  },
})
