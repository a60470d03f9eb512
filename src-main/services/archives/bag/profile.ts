/** What holds for our own archives beyond BagIt: layout, names by hash, crate, models (container.md sections 1 and 6). */
import * as v from 'valibot'
import { isAppError, sealedNotebookSchema } from '#shared/contract'
import { documentIdOf } from '../../documents'
import { type CrateEdition, readCrate } from '../crate'
import { maxJson, readModelFrom } from '../models'
import type { Findings } from './findings'
import type { BagStructure } from './structure'
import type { BagTree } from './tree'

const layout = [
  /^data\/(?:README\.txt|ro-crate-metadata\.json|ro-crate-preview\.html|notebook\.json)$/,
  /^data\/originals\/[0-9a-f]{2}\/[0-9a-f]{64}\.[a-z0-9]+$/,
  /^data\/derived\/[A-Za-z0-9._-]+\/[1-9]\d*\/(?:model\.json|boxes\.json|text\.txt)$/,
  /^data\/annotations\/[A-Za-z0-9._-]+\.jsonld$/,
  /^data\/metadata\/[A-Za-z0-9._-]+$/,
  /^(?:bagit|bag-info|(?:tag)?manifest-sha(?:256|512))\.txt$/,
]

/** Faults of the zip that are told one by one. */
const mostTold = 20

/**
 * Every byte around the content of a sealed archive is known (container.md section 3), so a changed one is found, even
 * where no reader would mind it. An archive that somebody unpacked and packed again differs nearly everywhere: its
 * content is judged as ever, and that it was packed anew is only said.
 */
async function checkContainer(tree: BagTree, found: Findings): Promise<void> {
  const container = await tree.deviations(mostTold)
  if (!container || container.differing === 0) return
  if (2 * container.differing >= container.headers) {
    found.warn('profile-repacked', 'The zip was packed by another program than the one that sealed the archive.')
    return
  }
  const prefix = tree.base === null || tree.base === '' ? '' : `${tree.base}/`
  for (const path of container.paths) {
    if (path === '') found.error('profile-zip', 'The end of the zip was changed after sealing.')
    else {
      const inside = path.startsWith(prefix) ? path.slice(prefix.length) : path
      found.error('profile-zip', 'What the zip says of the file was changed after sealing.', inside)
    }
  }
}

/** Reports `profile-*`, `crate-no-root`, `model-invalid`. */
export async function checkProfile(
  tree: BagTree,
  structure: BagStructure,
  found: Findings,
  models: boolean,
): Promise<void> {
  await checkContainer(tree, found)
  if (tree.base !== null && !/^[a-z0-9-]+$/.test(tree.base)) {
    found.error('profile-layout', `The folder "${tree.base}" may hold small letters, digits and hyphens only.`)
  }
  const hashes = structure.payload.find((manifest) => manifest.algorithm === 'sha256')?.hashes
  if (!hashes) found.error('profile-manifest', 'There is no manifest-sha256.txt.')
  for (const path of tree.files.keys()) {
    if (!layout.some((shape) => shape.test(path)))
      found.error('profile-layout', 'The file has no place in an archive.', path)
    const match = /^data\/originals\/([^/]+)\/([0-9a-f]{64})\./.exec(path)
    if (match && (match[1] !== match[2]?.slice(0, 2) || hashes?.get(path) !== match[2])) {
      found.error('profile-name', 'The original is not named by its own SHA-256.', path)
    }
  }
  if (!tree.files.has('data/README.txt')) found.error('profile-layout', 'README.txt is missing.', 'data/README.txt')
  const cratePath = 'data/ro-crate-metadata.json'
  const crate = tree.files.has(cratePath) ? readCrate((await tree.read(cratePath, maxJson)).toString('utf8')) : null
  if (!crate) {
    found.error('crate-no-root', 'The description of the archive cannot be read: it has no root.', cratePath)
    return
  }
  const read = async (inside: string) => (tree.files.has(inside) ? tree.read(inside, maxJson) : null)
  // A document inside another has an id from its place there, not from its bytes.
  const parts = new Set<string>()
  const unexplained = new Map<string, CrateEdition>()
  for (const document of crate.documents) {
    const original = `data/${document.originalPath}`
    if (!tree.files.has(original))
      found.error('profile-missing', `The original of "${document.fileName}" is missing.`, original)
    if (document.editions.length === 0 && !document.refusal)
      found.error('profile-missing', `"${document.fileName}" has no text.`, original)
    for (const edition of models ? document.editions : []) {
      try {
        const model = await readModelFrom(read, edition, document.fileName)
        if (model.id !== document.id)
          found.error('model-invalid', 'The model names another document.', `data/${edition.modelPath}`)
        else if (edition.number === 1 && model.id !== documentIdOf(model.originalSha256))
          unexplained.set(model.id, edition)
        for (const part of model.parts) parts.add(part)
      } catch (error) {
        if (!isAppError(error)) throw error
        found.error('model-invalid', error.message, `data/${edition.modelPath}`)
      }
    }
  }
  for (const [id, { modelPath }] of unexplained)
    if (!parts.has(id)) found.error('model-invalid', 'The model names another document.', `data/${modelPath}`)
  if (models && tree.files.has('data/notebook.json')) {
    const json = (await tree.read('data/notebook.json', maxJson)).toString('utf8')
    if (!isNotebook(json)) found.error('profile-notebook', 'The notes cannot be read.', 'data/notebook.json')
  }
}

function isNotebook(json: string): boolean {
  try {
    return v.is(sealedNotebookSchema, JSON.parse(json))
  } catch {
    return false
  }
}
