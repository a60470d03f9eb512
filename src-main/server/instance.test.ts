import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { addressOf, findInstance, forgetInstance, recordInstance } from './instance'

it('a running host is found by its own data folder, not by a copy of it', async () => {
  const place = await mkdtemp(join(tmpdir(), 'avots-instance-'))
  const server = createServer((_, response) => response.end(`{"pid":${process.pid}}`))
  try {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const folder = join(place, 'data')
    await mkdir(folder)
    expect(await findInstance(folder)).toBeNull()
    await recordInstance(folder, { pid: process.pid, port, token: 'key' })
    expect(await findInstance(folder)).toBe(addressOf(port, 'key'))
    await cp(folder, join(place, 'copy'), { recursive: true })
    expect(await findInstance(join(place, 'copy'))).toBeNull()
    await forgetInstance(folder)
    expect(await findInstance(folder)).toBeNull()
  } finally {
    server.close()
    await rm(place, { recursive: true, force: true })
  }
})
