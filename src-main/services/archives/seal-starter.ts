/** The build step that seals the starter archive: `node out/main/seal-starter.js [sources] [target]`. */
import { startNodeChild } from '../children'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isAppError } from '#shared/contract'
import { programPaths } from '../app'
import { createExtractor } from '../documents'
import { sealArchive } from './seal'
import { readSources } from './starter/sources'

async function main(): Promise<void> {
  const { version, programs, resources } = programPaths()
  const [sources = join(programs, '..', '..', 'resources', 'starter'), target = join(resources, 'starter.avots.zip')] =
    process.argv.slice(2)
  const extractor = createExtractor(dirname(fileURLToPath(import.meta.url)), startNodeChild)
  try {
    const content = await readSources(sources, extractor)
    await mkdir(dirname(target), { recursive: true })
    const sealed = await sealArchive(content, target, { version })
    const notes = content.notebook?.annotations.length ?? 0
    console.log(
      `Starter archive: ${content.documents.length} documents, ${notes} notes, ${sealed.bytes} bytes, ${sealed.seal.slice(0, 12)}`,
    )
  } finally {
    await extractor.close()
  }
}

main().catch((error: unknown) => {
  console.error(isAppError(error) ? `The starter archive was not sealed. ${error.message}` : error)
  process.exitCode = 1
})
