/** Modules of the services as one file each, bundled from their source: what is measured is what the program runs. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'
import { root } from '../../scripts/steps.mjs'

/** The module at `source` (below the project's folder), for Node, imported. Its bundle is `out/bench/<name>.mjs`. */
export async function loadModule(name, source) {
  const outDir = join(root, 'out', 'bench')
  mkdirSync(outDir, { recursive: true })
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    resolve: { alias: { '#shared': join(root, 'src-main/shared') } },
    build: {
      outDir,
      emptyOutDir: false,
      minify: false,
      target: 'node20',
      ssr: join(root, source),
      rolldownOptions: { output: { format: 'es', entryFileNames: `${name}.mjs`, codeSplitting: false } },
    },
  })
  return import(pathToFileURL(join(outDir, `${name}.mjs`)).href)
}
