/**
 * A host in memory over the real notebook service in a temporary folder, for tests of the interface: what is committed
 * is in a journal on the disk, and other pages hear of it. Other services are what the test gives.
 */
import { createDispatcher } from '#main/services/dispatcher'
import type { Notebook, NotebookOptions } from '#main/services/notebooks'
import { AppError, type Client, createClient, type Push, type Services, type Transport } from '#shared/contract'
import { type TestFolder, testFolder } from './notebook-folder'

/** How the connection of one page misbehaves. */
interface Link {
  /** Calls fail as when the host is gone. */
  isDown: boolean
  /** The next so many calls are carried out, but their answers are lost. */
  loseAnswers: number
  /** Pushes do not arrive. */
  isDeaf: boolean
}

export interface Page {
  client: Client
  link: Link
  /** The push stream is there again after a break. */
  resume(): void
  /** The host is gone. */
  interrupt(): void
  /** Methods called so far. */
  calls: string[]
}

export interface NotebookTestHost extends Page {
  folder: string
  /** The notebook behind it; another one after `restart`. */
  notebook(): Notebook
  /** One more page of the same host. */
  page(): Page
  /** Closes the service and opens it again; pages stay. */
  restart(): Promise<void>
  /** Closes everything and removes the folder. */
  close(): Promise<void>
}

/** `services`: what other calls answer; calls of services that are not given fail as internal errors. */
export async function createNotebookHost(
  options: { services?: Partial<Services>; notebook?: Partial<NotebookOptions>; place?: TestFolder } = {},
): Promise<NotebookTestHost> {
  const place = options.place ?? testFolder()
  const pages = new Set<(push: Push) => void>()
  const emit: NotebookOptions['emit'] = (event, payload) => {
    for (const push of pages) push({ t: 'event', event, payload })
  }
  const open = async () => (await place.open({ emit, ...options.notebook })).notebook
  let notebook = await open()
  const app = { logError: () => Promise.resolve({ logId: 'test' }) }
  const forward: Services['notebooks'] = {
    status: (input, context) => notebook.service.status(input, context),
    commit: (input, context) => notebook.service.commit(input, context),
    replay: (input, context) => notebook.service.replay(input, context),
    history: (input, context) => notebook.service.history(input, context),
    takeBack: (input, context) => notebook.service.takeBack(input, context),
    records: (input, context) => notebook.service.records(input, context),
    snapshots: (input, context) => notebook.service.snapshots(input, context),
    takeSnapshot: (input, context) => notebook.service.takeSnapshot(input, context),
    previewSnapshot: (input, context) => notebook.service.previewSnapshot(input, context),
    previewMerge: (input, context) => notebook.service.previewMerge(input, context),
    merge: (input, context) => notebook.service.merge(input, context),
    restoreSnapshot: (input, context) => notebook.service.restoreSnapshot(input, context),
  }
  const services = { app, ...options.services, notebooks: forward } as Services
  const dispatcher = createDispatcher(services, { log: () => undefined, checkOutput: true })
  let count = 0

  function page(): Page {
    const link: Link = { isDown: false, loseAnswers: 0, isDeaf: false }
    const calls: string[] = []
    const listeners = new Set<(push: unknown) => void>()
    const push = (message: Push) => {
      const copy: unknown = JSON.parse(JSON.stringify(message))
      if (!link.isDeaf) queueMicrotask(() => listeners.forEach((listener) => listener(copy)))
    }
    const gone = () => new AppError('unreachable', 'The program behind this page does not answer.')
    const transport: Transport = {
      async post(message) {
        if (message.t === 'call') calls.push(message.method)
        if (link.isDown) throw gone()
        const answer = await dispatcher.handle(JSON.parse(JSON.stringify(message)), push)
        if (link.loseAnswers > 0 && message.t === 'call') {
          link.loseAnswers -= 1
          throw gone()
        }
        return JSON.parse(JSON.stringify(answer)) as unknown
      },
      on(listener) {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
    }
    pages.add(push)
    count += 1
    return {
      client: createClient(transport, `page${count}-`),
      link,
      calls,
      resume: () => push({ t: 'resumed' }),
      interrupt: () => push({ t: 'interrupted' }),
    }
  }

  return {
    ...page(),
    folder: place.folder,
    notebook: () => notebook,
    page,
    async restart() {
      await notebook.close()
      notebook = await open()
    },
    close: () => place.clean(),
  }
}
