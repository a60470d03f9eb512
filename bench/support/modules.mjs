/** Modules of the services as one file each, bundled from their source: what is measured is what the program runs. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'
import { root } from '../../scripts/steps.mjs'

/** Bundles the module at `source` (below the project's folder) for Node; resolves with the path of `out/bench/<name>.mjs`. */
export async function bundleModule(name, source) {
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
  return join(outDir, `${name}.mjs`)
}

export const loadModule = async (name, source) => import(pathToFileURL(await bundleModule(name, source)).href)
