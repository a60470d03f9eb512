/** The structure of a bag: everything that can be said without hashing the payload (container.md sections 6 and 7). */
import { clashKey } from '../../zip'
import { decoderFor } from './decode'
import type { Findings } from './findings'
import { isSystemFile, notPortable, unsafePath } from './paths'
import {
  type BagInfo,
  type BagVersion,
  bagVersions,
  infoValues,
  parseBagInfo,
  parseDeclaration,
  parseFetch,
  parseManifest,
} from './tag-files'
import type { BagTree } from './tree'

/** Tag files are small; a larger one is not read. */
const maxTagFile = 512 * 1024 * 1024

/** Algorithms from weak to strong, with the digits of their hashes. */
const algorithms = { md5: 32, sha1: 40, sha224: 56, sha256: 64, sha384: 96, sha512: 128 } as const
export type Algorithm = keyof typeof algorithms

/** `BagIt-Profile-Identifier` of our bags up to the major version. */
export const profilePrefix = 'urn:avots:bagit-profile:'
export const profileVersion = 1

export interface Manifest {
  file: string
  algorithm: Algorithm
  /** Existing file → hash. */
  hashes: Map<string, string>
}

export interface BagStructure {
  version: BagVersion
  info: BagInfo | null
  payload: Manifest[]
  tags: Manifest[]
  /** Major version of our profile that the bag claims; null for a bag of others. */
  profile: number | null
}

const isAlgorithm = (name: string): name is Algorithm => Object.hasOwn(algorithms, name)

/** Exact, then literal, then the one name that is equal in NFC. Never by case. */
function fileFinder(tree: BagTree): (path: string, literal: string) => string | null {
  const byNfc = new Map<string, string | null>()
  for (const path of tree.files.keys()) {
    const key = path.normalize('NFC')
    byNfc.set(key, byNfc.has(key) ? null : path)
  }
  return (path, literal) => {
    if (tree.files.has(path)) return path
    if (tree.files.has(literal)) return literal
    return byNfc.get(path.normalize('NFC')) ?? null
  }
}

/**
 * Reads bagit.txt and all tag files, and reports every fault that needs no payload hash. Null when the bag is not
 * one that can be looked at further. Sizes of the payload are compared with Payload-Oxum.
 */
export async function readStructure(tree: BagTree, found: Findings): Promise<BagStructure | null> {
  for (const link of tree.links)
    found.error('link-refused', `"${link}" is a link or a device. Links are not followed.`, link)
  if (tree.strays.length > 0) {
    found.error('bag-root', `Beside the bag there are other things in the zip: ${tree.strays.slice(0, 5).join(', ')}.`)
  }
  if (tree.base === '') found.warn('zip-no-base', 'The bag lies at the root of the zip, not in a folder of its own.')
  if (!tree.files.has('bagit.txt')) {
    const looks =
      tree.files.size === 0 || ![...tree.files.keys()].some((path) => /^(?:data\/|(?:tag)?manifest-)/.test(path))
    if (looks) found.error('bag-root', 'There is no bag here: neither bagit.txt nor anything else of one.')
    else found.error('bagit-missing', 'The file bagit.txt is missing.', 'bagit.txt')
    return null
  }
  const declared = await readDeclaration(tree, found)
  if (!declared) return null
  const { version, decode } = declared

  const text = async (path: string): Promise<string | null> => {
    try {
      return decode(await tree.read(path, maxTagFile))
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
      found.error('tag-undecodable', `"${path}" is not valid in the encoding that bagit.txt declares.`, path)
      return null
    }
  }

  if (![...tree.files.keys()].some((path) => path.startsWith('data/'))) {
    const empty = await emptyPayloadAllowed(tree, text)
    if (!empty) found.error('payload-missing', 'There is no payload: the folder data/ is missing.', 'data')
  }
  const info = await readInfo(tree, version, found, text)
  const find = fileFinder(tree)
  const profile = profileOf(info)
  if (profile !== null && profile > profileVersion) {
    found.warn(
      'profile-newer',
      `The archive was written by a newer Avots (archive version ${profile}; known is ${profileVersion}).`,
    )
  }
  const payload = await readManifests(tree, 'manifest-', version, found, text, find, profile !== null)
  const tags = await readManifests(tree, 'tagmanifest-', version, found, text, find, false)
  await checkFetch(tree, found, text, find)
  checkListing(tree, version, payload, tags, found)
  if (info) checkOxum(tree, info, found)
  return { version, info, payload, tags, profile }
}

type ReadText = (path: string) => Promise<string | null>

async function emptyPayloadAllowed(tree: BagTree, text: ReadText): Promise<boolean> {
  const manifests = [...tree.files.keys()].filter((path) => /^manifest-[^/]+\.txt$/.test(path))
  if (manifests.length === 0) return false
  // A zip has no empty folders: a bag whose manifests list nothing has an empty payload.
  if (tree.base === null) return false
  for (const manifest of manifests) if ((await text(manifest))?.trim() !== '') return false
  return true
}

async function readDeclaration(tree: BagTree, found: Findings) {
  const raw = await tree.read('bagit.txt', 64 * 1024)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw)
  } catch {
    found.error('bagit-malformed', 'bagit.txt is not UTF-8.', 'bagit.txt')
    return null
  }
  const declaration = parseDeclaration(text)
  for (const reason of declaration.malformed)
    found.error('bagit-malformed', `bagit.txt is malformed: ${reason}.`, 'bagit.txt')
  const version = bagVersions.find((one) => one === declaration.version)
  if (declaration.version !== null && !version) {
    found.error(
      'version-unsupported',
      `BagIt version ${declaration.version} is not known; 0.93 to 0.97 and 1.0 are.`,
      'bagit.txt',
    )
  }
  if (!version) return null
  if (declaration.whitespace) {
    if (version === '1.0')
      found.error('bagit-malformed', 'bagit.txt is malformed: there is stray white space in it.', 'bagit.txt')
    else found.warn('bagit-whitespace', 'There is stray white space in bagit.txt.', 'bagit.txt')
  }
  const decode = declaration.encoding === null ? null : decoderFor(declaration.encoding)
  if (declaration.encoding !== null && !decode) {
    found.error(
      'encoding-unsupported',
      `The encoding ${declaration.encoding} of the tag files is not known.`,
      'bagit.txt',
    )
  }
  return decode ? { version, decode } : null
}

async function readInfo(tree: BagTree, version: BagVersion, found: Findings, text: ReadText): Promise<BagInfo | null> {
  const old = version === '0.93' || version === '0.94' || version === '0.95'
  const path = old && tree.files.has('package-info.txt') ? 'package-info.txt' : 'bag-info.txt'
  if (!tree.files.has(path)) {
    found.warn('baginfo-missing', `There is no ${path}. It may be missing, but then nothing says what the bag is.`)
    return null
  }
  const content = await text(path)
  if (content === null) return null
  const info = parseBagInfo(content)
  for (const { line } of info.bad) found.error('baginfo-line', `Line ${line} of ${path} cannot be read.`, path)
  if (info.whitespace) {
    if (version === '1.0') found.error('baginfo-line', `There is white space in front of a colon in ${path}.`, path)
    else found.warn('bagit-whitespace', `There is white space in front of a colon in ${path}.`, path)
  }
  return info
}

/** Major version of our profile in bag-info, or null. */
function profileOf(info: BagInfo | null): number | null {
  if (!info) return null
  for (const value of infoValues(info, 'BagIt-Profile-Identifier')) {
    const version = Number(value.startsWith(profilePrefix) ? value.slice(profilePrefix.length) : NaN)
    if (Number.isInteger(version) && version > 0) return version
  }
  return null
}

async function readManifests(
  tree: BagTree,
  prefix: 'manifest-' | 'tagmanifest-',
  version: BagVersion,
  found: Findings,
  text: ReadText,
  find: ReturnType<typeof fileFinder>,
  ours: boolean,
): Promise<Manifest[]> {
  const files = [...tree.files.keys()].filter((path) => path.startsWith(prefix) && /^[^/]+\.txt$/.test(path)).sort()
  const isPayload = prefix === 'manifest-'
  if (isPayload && files.length === 0) {
    found.error('manifest-missing', 'There is no payload manifest: nothing says what belongs to the bag.')
  }
  const manifests: Manifest[] = []
  const skipped: string[] = []
  for (const file of files) {
    const algorithm = file.slice(prefix.length, -4).toLowerCase().replaceAll('-', '')
    if (!isAlgorithm(algorithm)) {
      skipped.push(file)
      continue
    }
    const content = await text(file)
    if (content === null) continue
    const { entries, bad } = parseManifest(content, algorithms[algorithm])
    for (const { line } of bad) found.error('manifest-line', `Line ${line} of ${file} cannot be read.`, file)
    const hashes = new Map<string, string>()
    const listed = new Map<string, string>()
    const folded = new Map<string, string>()
    for (const entry of entries) {
      const unsafe = unsafePath(entry.path) ?? unsafePath(entry.literal)
      if (unsafe !== null) {
        found.error('path-unsafe', `${file} names a path that must not be followed: ${unsafe}.`, entry.path)
        continue
      }
      if (isPayload && !entry.path.startsWith('data/')) {
        found.error('path-outside-data', `${file} names a file outside data/.`, entry.path)
        continue
      }
      if (!isPayload && (entry.path.startsWith('data/') || entry.path.startsWith('tagmanifest-'))) {
        found.error('path-outside-data', `${file} names a file that is no tag file.`, entry.path)
        continue
      }
      if (entry.dotSlash) found.warn('path-dot-slash', `${file} writes the path with a leading "./".`, entry.path)
      if (entry.star) found.warn('md5sum-star', `${file} writes the path with a leading "*".`, entry.path)
      const before = listed.get(entry.path)
      if (before !== undefined) {
        if (version === '1.0' || before !== entry.hash) {
          found.error('path-duplicate', `${file} lists the file twice.`, entry.path)
        } else found.warn('path-duplicate-same-hash', `${file} lists the file twice with the same hash.`, entry.path)
        continue
      }
      listed.set(entry.path, entry.hash)
      clash(folded, entry.path, found, ours)
      const reason = notPortable(entry.path)
      if (isSystemFile(entry.path))
        found.warn('system-file', 'A file of an operating system lies in the bag.', entry.path)
      else if (reason !== null)
        found.warn('path-not-portable', `The name cannot be kept on every system: ${reason}.`, entry.path)
      const actual = find(entry.path, entry.literal)
      if (actual === null) found.error('file-missing', `${file} lists a file that is not there.`, entry.path)
      else hashes.set(actual, entry.hash)
    }
    manifests.push({ file, algorithm, hashes })
  }
  if (isPayload && files.length > 0 && manifests.length === 0 && skipped.length === files.length) {
    found.error('algorithm-unsupported', `The only manifests use algorithms that are not known: ${skipped.join(', ')}.`)
  } else
    for (const file of skipped) found.warn('algorithm-skipped', `${file} uses an algorithm that is not known.`, file)
  if (
    isPayload &&
    manifests.length > 0 &&
    manifests.every(({ algorithm }) => algorithm === 'md5' || algorithm === 'sha1')
  ) {
    found.warn('algorithm-weak', 'Only md5 or sha1 protects the payload: against accidents, not against forgery.')
  }
  return manifests
}

/** Two names that some system takes for one. */
function clash(folded: Map<string, string>, path: string, found: Findings, ours: boolean): void {
  const key = clashKey(path)
  const other = folded.get(key)
  folded.set(key, path)
  if (other === undefined) return
  const code = other.normalize('NFC') === path.normalize('NFC') ? 'path-nfc-clash' : 'path-case-clash'
  const message = `"${other}" and "${path}" are one name on some systems.`
  if (ours) found.error(code, message, path)
  else found.warn(code, message, path)
}

async function checkFetch(
  tree: BagTree,
  found: Findings,
  text: ReadText,
  find: ReturnType<typeof fileFinder>,
): Promise<void> {
  if (!tree.files.has('fetch.txt')) return
  const content = await text('fetch.txt')
  if (content === null) return
  const { entries, bad } = parseFetch(content)
  for (const { line } of bad) found.error('fetch-line', `Line ${line} of fetch.txt cannot be read.`, 'fetch.txt')
  let unresolved = bad.length
  for (const { path, literal } of entries) {
    const unsafe = unsafePath(path)
    if (unsafe !== null)
      found.error('path-unsafe', `fetch.txt names a path that must not be followed: ${unsafe}.`, path)
    else if (!path.startsWith('data/')) found.error('path-outside-data', 'fetch.txt names a file outside data/.', path)
    else if (find(path, literal) === null) {
      found.error(
        'fetch-unresolved',
        'The file is to be fetched from elsewhere and is not here. Nothing is ever fetched.',
        path,
      )
    } else continue
    unresolved += 1
  }
  if (unresolved === 0) found.warn('fetch-present', 'There is a fetch.txt; all that it names is here.')
}

/** 1.0: each payload file in every manifest; older: in one. Tag files in no tag manifest are only said. */
function checkListing(
  tree: BagTree,
  version: BagVersion,
  payload: Manifest[],
  tags: Manifest[],
  found: Findings,
): void {
  if (payload.length > 0) {
    for (const path of tree.files.keys()) {
      if (!path.startsWith('data/')) continue
      const lacking = payload.filter((manifest) => !manifest.hashes.has(path))
      const bad = version === '1.0' ? lacking.length > 0 : lacking.length === payload.length
      if (bad) found.error('file-unlisted', `The file is not listed in ${lacking[0]?.file ?? 'the manifest'}.`, path)
    }
  }
  if (tags.length === 0) return
  for (const path of tree.files.keys()) {
    if (path.startsWith('data/') || /^tagmanifest-[^/]*\.txt$/.test(path)) continue
    if (!tags.some((manifest) => manifest.hashes.has(path)))
      found.warn('tag-unlisted', 'The tag file is in no tag manifest.', path)
  }
}

function checkOxum(tree: BagTree, info: BagInfo, found: Findings): void {
  let bytes = 0
  let count = 0
  for (const file of tree.files.values()) {
    if (!file.path.startsWith('data/')) continue
    bytes += file.size
    count += 1
  }
  for (const value of infoValues(info, 'Payload-Oxum')) {
    if (value !== `${bytes}.${count}`) {
      found.error(
        'oxum-mismatch',
        `Payload-Oxum says ${value}; there are ${bytes} bytes in ${count} files (${bytes}.${count}).`,
      )
    }
  }
}
