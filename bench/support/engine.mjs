/** The anchoring engine as one module, bundled from its source: what is measured is what the program runs. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'
import { root } from '../../scripts/steps.mjs'

/** Path of the bundle. */
export async function bundleEngine() {
  const outDir = join(root, 'out', 'bench')
  mkdirSync(outDir, { recursive: true })
  await build({
    configFile: false,
    logLevel: 'warn',
    resolve: { alias: { '#shared': join(root, 'src-main/shared') } },
    build: {
      outDir,
      emptyOutDir: false,
      minify: false,
      target: 'es2023',
      lib: {
        entry: join(root, 'src-main/shared/domain/anchoring/index.ts'),
        formats: ['es'],
        fileName: () => 'anchoring.mjs',
      },
    },
  })
  return join(outDir, 'anchoring.mjs')
}

export const loadEngine = async () => import(pathToFileURL(await bundleEngine()).href)
