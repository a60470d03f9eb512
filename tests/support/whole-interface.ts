/** The whole interface in a page of its own, over a host in memory: what the browser tests of screens have in common. */
import { afterEach, beforeEach, expect } from 'vitest'
import { page } from 'vitest/browser'
import type { Host } from '@/host'
import { startApp } from '@/start'
import type { FakeHost } from './fake-host'
import { eventually } from './until'

export interface WholeInterface {
  /** Alone in the page, in place of what was started before. */
  start(host: Host): Promise<void>
}

/**
 * To be called once in a file. Each of its tests begins with nothing kept in the browser, at the first screen, in a window
 * of 1280 × 800 px; what it started ends with it.
 */
export function useWholeInterface(): WholeInterface {
  let stop: (() => Promise<void>) | undefined

  async function end(): Promise<void> {
    await stop?.()
    stop = undefined
  }

  beforeEach(async () => {
    localStorage.clear()
    history.replaceState(null, '')
    await page.viewport(1280, 800)
  })
  afterEach(end)

  return {
    async start(host) {
      await end()
      document.body.innerHTML = '<div id="app"></div>'
      stop = await startApp(() => Promise.resolve(host))
    },
  }
}

/** All words in the page. */
export const pageText = (): string => document.body.textContent ?? ''

/** Waits until the page says these words. */
export const see = (words: string): Promise<void> => eventually(() => expect(pageText()).toContain(words))

/** Calls of a method of the services, in order. */
export const called = (host: FakeHost, method: string) => host.calls.filter((call) => call.method === method)
