/** The event streams of the open pages (HTML Living Standard, server-sent events), one a page. */
import type { ServerResponse } from 'node:http'
import type { Push } from '#shared/contract'

/** Pushes kept for a page whose stream breaks off, so that it can go on where it was. */
const kept = 500
/** A page that does not come back within this time is gone, in ms. */
const grace = 10_000
/** A comment now and then lets both sides notice a broken connection, in ms. */
const heartbeat = 20_000

interface Page {
  response: ServerResponse | null
  /** Next event id. */
  next: number
  recent: { id: number; frame: string }[]
  leaving: NodeJS.Timeout | null
}

export interface Pushes {
  /** Attaches a page's stream; sends what it missed after `lastEventId`. */
  attach(client: string, lastEventId: string | undefined, response: ServerResponse): void
  send(client: string, push: Push): void
  broadcast(push: Push): void
  close(): void
}

/** `onGone` is called with a page's name when it has left. */
export function createPushes(onGone: (client: string) => void): Pushes {
  const pages = new Map<string, Page>()

  function write(page: Page, push: Push): void {
    const id = page.next
    page.next += 1
    const frame = `id: ${id}\ndata: ${JSON.stringify(push)}\n\n`
    page.recent.push({ id, frame })
    if (page.recent.length > kept) page.recent.shift()
    page.response?.write(frame)
  }

  const timer = setInterval(() => {
    for (const page of pages.values()) page.response?.write(': still here\n\n')
  }, heartbeat)
  timer.unref()

  return {
    attach(client, lastEventId, response) {
      const page = pages.get(client) ?? { response: null, next: 1, recent: [], leaving: null }
      pages.set(client, page)
      if (page.leaving) clearTimeout(page.leaving)
      page.leaving = null
      page.response?.end()
      page.response = response
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
      response.write(': open\n\n')
      const seen = Number(lastEventId ?? NaN)
      if (Number.isInteger(seen)) for (const { id, frame } of page.recent) if (id > seen) response.write(frame)
      response.on('close', () => {
        if (page.response !== response) return
        page.response = null
        page.leaving = setTimeout(() => {
          pages.delete(client)
          onGone(client)
        }, grace)
        page.leaving.unref()
      })
    },
    send(client, push) {
      const page = pages.get(client)
      if (page) write(page, push)
    },
    broadcast(push) {
      for (const page of pages.values()) write(page, push)
    },
    close() {
      clearInterval(timer)
      for (const page of pages.values()) {
        if (page.leaving) clearTimeout(page.leaving)
        page.response?.end()
      }
      pages.clear()
    },
  }
}
