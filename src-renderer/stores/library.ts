/** Archives, documents and registers of the library, as the services tell them. */
import {
  type ArchiveSummary,
  type DocumentSummary,
  type Person,
  type Place as RegisterPlace,
  type Registers,
  type VerifyReport,
} from '#shared/contract'
import { useHost } from '@/host'
import { useI18n } from '@/locales'
import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { noRanks, rankDocuments, type Ranks } from './ranks'
import { makeBreather, nextTask } from '@/slices'

/** An import tells every second that the library changed: after a reading comes a rest so many times as long. */
const RESTS = 4
/** Documents that are read at once; about a kilobyte each. */
const pageSize = 500

export const useLibraryStore = defineStore('library', () => {
  const { pick, compare, language } = useI18n()
  const archives = shallowRef<readonly ArchiveSummary[]>([])
  const documents = shallowRef<readonly DocumentSummary[]>([])
  const ranks = shallowRef<Ranks>(noRanks)
  const registers = shallowRef<ReadonlyMap<string, Registers>>(new Map())
  const state = shallowRef<'empty' | 'loading' | 'ready' | 'failed'>('empty')

  const byId = computed(() => new Map(documents.value.map((entry) => [entry.id, entry])))
  const persons = computed(() => index<Person>([...registers.value.values()].flatMap((register) => register.persons)))
  const places = computed(() =>
    index<RegisterPlace>([...registers.value.values()].flatMap((register) => register.places)),
  )

  let running: Promise<void> | null = null
  let queued: Promise<void> | null = null
  /** What the services told of the archives since the reading under way began. */
  let told: readonly ArchiveSummary[] | null = null

  /** Something was told that is not read yet. */
  let wanted = false

  /**
   * Reads everything anew; resolves when what is shown is at least as new as this call. Throws AppError; what was known
   * before stays. One reading at a time: one that began earlier must not end later and show what is old.
   */
  function load(): Promise<void> {
    if (queued || !running) return queued ?? read()
    queued = running
      .catch(() => undefined)
      .then(() => {
        queued = null
        return read()
      })
    return queued
  }

  let restsUntil = 0
  let later = 0
  /** Soon, and only once for all that is told until then: after the reading under way, and the rest after it. */
  function loadLater(): void {
    wanted = true
    if (running || later !== 0) return
    const go = () => {
      later = 0
      if (wanted) load().catch(() => undefined)
    }
    const rest = restsUntil - performance.now()
    if (rest <= 0) go()
    else later = window.setTimeout(go, rest)
  }

  function read(): Promise<void> {
    told = null
    wanted = false
    const began = performance.now()
    if (state.value === 'empty') state.value = 'loading'
    running = useHost()
      .client.call('archives.list', {})
      .then(take)
      .then(
        () => void (state.value = 'ready'),
        (error: unknown) => {
          if (state.value === 'loading') state.value = 'failed'
          throw error
        },
      )
      .finally(() => {
        running = null
        restsUntil = performance.now() + RESTS * (performance.now() - began)
        if (wanted) loadLater()
      })
    return running
  }

  /** All documents, some at a time: reading thousands at once would stop the interface. */
  async function allDocuments(): Promise<DocumentSummary[]> {
    const all: DocumentSummary[] = []
    for (;;) {
      const some = await useHost().client.call('documents.list', { offset: all.length, limit: pageSize })
      all.push(...some)
      if (some.length < pageSize) return all
      // Every answer is a task of its own.
      await nextTask()
    }
  }

  async function take(list: readonly ArchiveSummary[]): Promise<void> {
    const { client } = useHost()
    const [entries, all] = await Promise.all([
      allDocuments(),
      Promise.all(
        list.map(async ({ id, kind }) => {
          // Those of an archive in work change when another is merged into it.
          const known = kind === 'sealed' ? registers.value.get(id) : undefined
          return [id, known ?? (await client.call('archives.registers', { archiveId: id }))] as const
        }),
      ),
    ])
    let ranked = await rank(entries)
    while (ranked.language !== language.value) ranked = await rank(entries)
    registers.value = new Map(all)
    ranks.value = ranked
    documents.value = entries
    // A check may have ended meanwhile.
    const isSame = told === null || sameContent(told, list)
    archives.value = (isSame && told) || list
    if (!isSame) wanted = true
  }

  const rank = (entries: readonly DocumentSummary[]) =>
    rankDocuments(entries, { compare, language: language.value, before: ranks.value }, makeBreather())

  watch(language, async () => {
    const entries = documents.value
    const ranked = await rank(entries)
    // What was loaded meanwhile was ranked with it, and another language may have come.
    if (documents.value === entries && ranked.language === language.value) ranks.value = ranked
  })

  /** Follows what the services tell of the library; call once, at start. */
  function follow(): void {
    const { client } = useHost()
    client.on('libraryChanged', ({ archives: list }) => {
      told = list
      // A check that ended changes no document: only the list itself is taken then.
      if (sameContent(archives.value, list)) archives.value = list
      else loadLater()
    })
    client.onResumed(() => void load().catch(() => undefined))
  }

  const document = (id: string) => byId.value.get(id)
  const archive = (id: string) => archives.value.find((entry) => entry.id === id)

  /** Name of a person of the registers in the language of the interface; the key itself where it is unknown. */
  function personName(key: string): string {
    const person = persons.value.get(key)
    return person ? pick(person.names) : key
  }

  function placeName(key: string): string {
    const place = places.value.get(key)
    return place ? pick(place.names) : key
  }

  /** Puts an archive into the library. Throws AppError with the reason of a refusal. */
  async function openArchive(path: string, name?: string): Promise<ArchiveSummary> {
    const opened = await useHost().client.call('archives.open', { path, ...(name === undefined ? {} : { name }) })
    await load()
    return opened
  }

  /** `discard`: it was made for an import that never began, and nothing of it is kept. */
  async function removeArchive(archiveId: string, { discard = false } = {}): Promise<void> {
    await useHost().client.call('archives.remove', { archiveId, ...(discard ? { discard } : {}) })
    await load()
  }

  async function restoreStarter(): Promise<ArchiveSummary> {
    const restored = await useHost().client.call('archives.restoreStarter', {})
    await load()
    return restored
  }

  /** Checks every file of an archive against its checksum. */
  function verify(
    archiveId: string,
    signal: AbortSignal,
    onProgress: (done: number, total: number) => void,
  ): Promise<VerifyReport> {
    return useHost().client.call(
      'archives.verify',
      { archiveId },
      { signal, onProgress: ({ done, total }) => onProgress(done, total) },
    )
  }

  return {
    archives,
    documents,
    ranks,
    registers,
    persons,
    places,
    state,
    load,
    follow,
    document,
    archive,
    personName,
    placeName,
    openArchive,
    removeArchive,
    restoreStarter,
    verify,
  }
})

/** Whether the same archives hold the same. */
function sameContent(some: readonly ArchiveSummary[], others: readonly ArchiveSummary[]): boolean {
  const content = (list: readonly ArchiveSummary[]) =>
    list.map(({ id, seal, documents }) => `${id} ${seal} ${documents}`).join()
  return content(some) === content(others)
}

const index = <T extends { key: string }>(entries: readonly T[]): ReadonlyMap<string, T> =>
  new Map(entries.map((entry) => [entry.key, entry]))
