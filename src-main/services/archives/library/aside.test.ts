import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openAside } from './aside'

const dataFolder = mkdtempSync(join(tmpdir(), 'avots-aside-'))
afterAll(() => rmSync(dataFolder, { recursive: true, force: true }))

test('a folder that is gone meanwhile is told as such', async () => {
  const aside = await openAside(dataFolder)
  const folder = join(dataFolder, 'archives', 'a')
  mkdirSync(folder, { recursive: true })
  await aside.put('a', folder)
  expect(existsSync(folder)).toBe(false)
  rmSync(join(dataFolder, 'archives', '.aside'), { recursive: true })
  await expect(aside.takeBack('a')).rejects.toMatchObject({ code: 'not-found' })
})

test('what a running program put aside stays', async () => {
  const running = join(dataFolder, 'archives', '.aside', `run-${process.pid}-x`)
  mkdirSync(running, { recursive: true })
  utimesSync(running, 0, 0)
  await openAside(dataFolder)
  expect(existsSync(running)).toBe(true)
})
