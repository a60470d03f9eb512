import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { type IncomingHttpHeaders, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AppError, type CallContext } from '#shared/contract'
import { answerFile, parseRange, policyOf, type Program, resolveBelow } from '../services'
import { createHttpHost, type HttpTransport } from './transport'

const port = 17_399
const token = 'token-of-this-run'
const hash = 'a'.repeat(64)
let folder = ''
let http: HttpTransport
let isImportFinished = false
let importing: Promise<object> = Promise.resolve({})

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

function ask(path: string, options: { method?: string; headers?: Record<string, string>; body?: string } = {}) {
  return new Promise<Answer>((resolve, reject) => {
    const { method = 'GET', headers = {}, body } = options
    const call = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => (text += part))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }))
    })
    call.on('error', reject)
    call.end(body)
  })
}

const withToken = { 'x-avots-token': token, 'x-avots-client': 'page.' }
const post = (message: object, headers: Record<string, string> = withToken) =>
  ask('/api/call', { method: 'POST', headers, body: JSON.stringify(message) })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'avots-http-'))
  await mkdir(join(folder, 'renderer', 'assets'), { recursive: true })
  await mkdir(join(folder, 'renderer-secret'))
  await writeFile(join(folder, 'renderer', 'index.html'), '<!doctype html>')
  await writeFile(join(folder, 'renderer-secret', 'x.txt'), 'secret')
  await writeFile(join(folder, 'bytes.bin'), '0123456789')
  const services = {
    app: {
      showDataFolder: (_input: object, context: CallContext) => {
        context.progress({ stage: 'x', done: 1, total: 1 })
        return Promise.resolve({ shown: true })
      },
    },
    documents: {
      import: () => importing,
      imports: () => Promise.resolve([{ finished: isImportFinished }]),
    },
    archives: {
      list: () => Promise.resolve([{ id: 'x' }]),
      open: () => Promise.reject(new AppError('not-an-archive', 'No archive.')),
    },
  }
  const program = {
    services,
    locateFile: (sha256: string) =>
      sha256 === hash
        ? { path: join(folder, 'bytes.bin'), offset: 2, length: 6, mediaType: 'text/html', name: 'Pāvests.html' }
        : null,
    close: () => Promise.resolve(),
  } as object as Program
  http = createHttpHost({
    port,
    token,
    filesKey: 'files-key',
    dataFolder: folder,
    interfaceRoot: join(folder, 'renderer'),
    program: Promise.resolve(program),
    log: () => undefined,
  })
  await new Promise<void>((resolve) => http.server.listen(port, '127.0.0.1', resolve))
})

afterAll(async () => {
  await http.close()
  await rm(folder, { recursive: true, force: true })
})

describe('guards', () => {
  it('refuses other host names (DNS rebinding) and other origins', async () => {
    expect((await ask('/', { headers: { host: 'evil.example' } })).status).toBe(421)
    expect((await ask('/', { headers: { host: `localhost:${port}` } })).status).toBe(421)
    expect((await ask('/', { headers: { origin: 'https://evil.example' } })).status).toBe(403)
    expect((await ask('/', { headers: { origin: `http://127.0.0.1:${port}` } })).status).toBe(200)
  })

  it('wants the token on every call', async () => {
    const message = { t: 'call', id: 'page.1', method: 'app.showDataFolder', input: {} }
    expect((await post(message, {})).status).toBe(401)
    expect((await post(message, { 'x-avots-token': 'token-of-this-ruN' })).status).toBe(401)
    expect((await post(message, { 'x-avots-token': 'token-of-this-r\u00fcn' })).status).toBe(401)
    expect(JSON.parse((await post(message)).body)).toEqual({ ok: true, result: { shown: true } })
  })

  it('sends a policy that allows nothing foreign', async () => {
    const { headers } = await ask('/')
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(headers['content-security-policy']).not.toContain('unsafe')
    expect(headers['x-content-type-options']).toBe('nosniff')
  })

  it('lets the worker of PDF.js alone run WebAssembly', async () => {
    expect(policyOf('/assets/pdf.worker-2htIQpfR.mjs')).toContain("script-src 'self' 'wasm-unsafe-eval';")
    for (const path of ['/', '/index.html', '/assets/index-a.js', '/assets/pdf.worker-a.mjs/x', '/x/pdf.worker.mjs'])
      expect(policyOf(path)).not.toContain('unsafe')
    const { headers } = await ask('/assets/pdf.worker-none.mjs')
    expect(headers['content-security-policy']).not.toContain('unsafe')
  })

  it('serves nothing outside its folder', async () => {
    for (const path of [
      '/../renderer-secret/x.txt',
      '/%2e%2e/renderer-secret/x.txt',
      '/..%5crenderer-secret/x.txt',
      '/x%00',
    ]) {
      expect((await ask(path)).status).toBe(404)
    }
    expect(resolveBelow(join(folder, 'renderer'), '/../renderer-secret/x.txt')).toBeNull()
  })

  it('takes no body over the cap', async () => {
    const body = `"${'x'.repeat(33 * 1024 * 1024)}"`
    const answer = await ask('/api/call', { method: 'POST', headers: withToken, body }).catch(() => null)
    expect(answer === null || answer.status === 413).toBe(true)
  })
})

describe('files', () => {
  it('are served by hash under the key of the run only, as downloads unless harmless', async () => {
    expect((await ask(`/files/wrong-key/${hash}`)).status).toBe(404)
    expect((await ask(`/files/files-key/${'b'.repeat(64)}`)).status).toBe(404)
    const whole = await ask(`/files/files-key/${hash}`)
    expect(whole.body).toBe('234567')
    expect(whole.headers['content-type']).toBe('application/octet-stream')
    expect(whole.headers['content-disposition']).toContain('attachment')
  })

  it('answer ranges', async () => {
    const part = await ask(`/files/files-key/${hash}`, { headers: { range: 'bytes=1-2' } })
    expect([part.status, part.body, part.headers['content-range']]).toEqual([206, '34', 'bytes 1-2/6'])
    expect((await ask(`/files/files-key/${hash}`, { headers: { range: 'bytes=6-' } })).status).toBe(416)
    expect(parseRange('bytes=-2', 6)).toEqual([4, 5])
    expect(parseRange('bytes=0-99', 6)).toEqual([0, 5])
    expect(parseRange('items=0-1', 6)).toBeNull()
    const empty = { path: '/', offset: 7, length: 0, mediaType: 'image/png', name: 'x.png' }
    expect(answerFile(empty, null, null)).toMatchObject({ status: 200, bytes: null })
  })
})

describe('event stream', () => {
  it('carries progress to the page that asked, events to all, and what was missed after a break', async () => {
    const frames: string[] = []
    const listen = (last?: string) =>
      new Promise<() => void>((resolve) => {
        const headers = { ...withToken, ...(last ? { 'last-event-id': last } : {}) }
        const stream = request({ host: '127.0.0.1', port, path: '/api/events', headers }, (response) => {
          response.setEncoding('utf8').on('data', (part: string) => frames.push(part))
          resolve(() => stream.destroy())
        })
        stream.on('error', () => undefined)
        stream.end()
      })
    const stop = await listen()
    await post({ t: 'call', id: 'page.7', method: 'app.showDataFolder', input: {} })
    await expect.poll(() => frames.join(''), { timeout: 20_000 }).toContain('"id":"page.7"')
    stop()
    await new Promise((resolve) => setTimeout(resolve, 50))
    http.emit('commandChosen', { command: 'undo' })
    const stopAgain = await listen('1')
    await expect
      .poll(() => frames.join(''), { timeout: 20_000 })
      .toContain('id: 2\ndata: {"t":"event","event":"commandChosen"')
    stopAgain()
  })
})

describe('uploads', () => {
  it('are kept until the library refuses them', async () => {
    const answer = await ask('/api/upload?name=K%C4%81rtis%2F..%2Fx.zip', {
      method: 'POST',
      headers: withToken,
      body: 'no zip',
    })
    const { result } = JSON.parse(answer.body) as { result: { path: string } }
    expect(await readdir(join(folder, 'archives'))).toHaveLength(1)
    expect(result.path.startsWith(join(folder, 'archives'))).toBe(true)
    const refused = await post({ t: 'call', id: 'page.9', method: 'archives.open', input: { path: result.path } })
    expect(JSON.parse(refused.body)).toMatchObject({ ok: false, error: { code: 'not-an-archive' } })
    expect(await readdir(join(folder, 'archives'))).toHaveLength(0)
  })
})

describe('files for an import', () => {
  const send = (path: string, body = '', headers: Record<string, string> = withToken) =>
    ask(path, { method: 'POST', headers, body })
  const open = async () =>
    (JSON.parse((await send('/api/spool/open')).body) as { result: { id: string; folder: string } }).result
  const put = async (id: string, path: string, body: string) =>
    JSON.parse((await send(`/api/spool/file?id=${id}&path=${encodeURIComponent(path)}`, body)).body) as object

  it('keep their folders, and are refused where a path leads elsewhere', async () => {
    expect((await send('/api/spool/open', '', {})).status).toBe(401)
    const { id, folder: files } = await open()
    expect(await put(id, 'Vēstules/1939/a.txt', 'viens')).toEqual({
      ok: true,
      result: { path: join(files, 'Vēstules', '1939', 'a.txt') },
    })
    expect(await readFile(join(files, 'Vēstules', '1939', 'a.txt'), 'utf8')).toBe('viens')
    const long = 'x'.repeat(256)
    for (const path of ['../a.txt', '/a.txt', 'a/../../b', '', 'a//b', long, 'Vēstules/1939/a.txt']) {
      expect(await put(id, path, 'x')).toMatchObject({ ok: false, error: { code: 'bad-request' } })
    }
    expect(await put('0'.repeat(24), 'a.txt', 'x')).toMatchObject({ ok: false, error: { code: 'bad-request' } })
    expect(await put('..', 'a.txt', 'x')).toMatchObject({ ok: false, error: { code: 'bad-request' } })
    expect(await put(id, 'a\\..\\b:c.txt', 'x')).toMatchObject({
      ok: true,
      result: { path: join(files, 'a_.._b_c.txt') },
    })
    await send(`/api/spool/discard?id=${id}`)
    expect(await readdir(join(folder, 'spool'))).not.toContain(id)
  })

  it('stay while their import is not at its end, and are deleted after it', async () => {
    const { id, folder: files } = await open()
    await put(id, 'a.txt', 'viens')
    const message = { t: 'call', id: 'page.11', method: 'documents.import', input: { archiveId: 'x', paths: [files] } }
    await post(message)
    expect(await readdir(join(folder, 'spool'))).toEqual([id])
    isImportFinished = true
    await post(message)
    expect(await readdir(join(folder, 'spool'))).toEqual([])
  })

  it('stay while their import waits for another one of the same archive', async () => {
    isImportFinished = true
    const { id, folder: files } = await open()
    await put(id, 'b.txt', 'divi')
    const call = (number: number, paths: string[]) =>
      post({ t: 'call', id: `page.${number}`, method: 'documents.import', input: { archiveId: 'x', paths } })
    let end: (result: object) => void = () => undefined
    importing = new Promise((resolve) => (end = resolve))
    const waiting = call(12, [files])
    await expect.poll(() => readdir(join(folder, 'spool', id)), { timeout: 20_000 }).toContain('archive')
    importing = Promise.resolve({})
    await call(13, ['/elsewhere'])
    expect(await readdir(join(folder, 'spool'))).toEqual([id])
    end({})
    await waiting
    expect(await readdir(join(folder, 'spool'))).toEqual([])
  })
})
