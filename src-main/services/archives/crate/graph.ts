/** A JSON-LD graph of flat entities, written in a fixed order and read defensively (container.md section 5). */
import { createHash } from 'node:crypto'
import type { LocalText, Multilingual } from '#shared/contract'
import { byUtf8 } from '../../byte-order'

export interface Entity {
  '@id': string
  '@type': string | string[]
  [property: string]: unknown
}

export const sha256Of = (data: Uint8Array | string) => createHash('sha256').update(data).digest('hex')

/** The archive's JSON: two spaces, LF, a final LF, keys in the order of the object, no escaped letters. */
export const stableJson = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`

/** Order of all lists in an archive: by bytes, never by locale. */
export const sortedByBytes = (paths: Iterable<string>) => [...paths].sort(byUtf8)

/** Collects entities; the same id twice is the same entity. */
export class GraphWriter {
  private readonly entities = new Map<string, Entity>()

  add(entity: Entity): { '@id': string } {
    if (!this.entities.has(entity['@id'])) this.entities.set(entity['@id'], entity)
    return { '@id': entity['@id'] }
  }

  /** An entity named by its own content: equal ones fall together. */
  addByContent(kind: string, type: string, properties: Record<string, unknown>): { '@id': string } {
    const id = `#${kind}-${sha256Of(JSON.stringify([type, properties])).slice(0, 16)}`
    return this.add({ '@id': id, '@type': type, ...properties })
  }

  /** `first` in their order, then the others by the bytes of their ids. */
  finish(first: readonly string[]): Entity[] {
    const rest = sortedByBytes([...this.entities.keys()].filter((id) => !first.includes(id)))
    return [...first, ...rest].flatMap((id) => this.entities.get(id) ?? [])
  }
}

export const tagged = ({ text, lang }: LocalText) => ({ '@value': text, '@language': lang })

/** One text in several languages, in the order given. */
export const taggedAll = (texts: Multilingual) => Object.entries(texts).map(([lang, text]) => tagged({ text, lang }))

/** Drops what is absent, so that objects can be written in one go. */
export function present<T extends Record<string, unknown>>(properties: T): Partial<T> {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined)) as Partial<T>
}

/** A graph as found: any property may be a string, number, reference or array, any type one or several. */
export class GraphReader {
  private readonly byId = new Map<string, Entity>()

  constructor(graph: readonly unknown[]) {
    for (const entity of graph) if (isEntity(entity)) this.byId.set(normalId(entity['@id']), entity)
  }

  get(id: string): Entity | null {
    return this.byId.get(normalId(id)) ?? null
  }

  all(): Iterable<Entity> {
    return this.byId.values()
  }

  /** Entities that a property names, in order; embedded ones count, dangling references do not. */
  follow(value: unknown): Entity[] {
    return list(value).flatMap((one) => {
      if (typeof one === 'string') return this.get(one) ?? []
      if (!isEntity(one)) return []
      return this.get(one['@id']) ?? (Object.keys(one).length > 1 ? one : [])
    })
  }
}

const normalId = (id: string) => id.replace(/^\.\/(?=.)/, '')

function isEntity(value: unknown): value is Entity {
  return typeof value === 'object' && value !== null && '@id' in value && typeof value['@id'] === 'string'
}

export const list = (value: unknown): unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]

export const hasType = (entity: Entity, type: string) => list(entity['@type']).includes(type)

/** Every text of a property with its language, '' where it has none. */
export function texts(value: unknown): LocalText[] {
  return list(value).flatMap((one): LocalText[] => {
    if (typeof one === 'string') return [{ text: one, lang: '' }]
    if (typeof one === 'number') return [{ text: String(one), lang: '' }]
    if (typeof one !== 'object' || one === null || !('@value' in one)) return []
    const lang = '@language' in one && typeof one['@language'] === 'string' ? one['@language'] : ''
    return [{ text: String(one['@value']), lang }]
  })
}

/** The first text of a property, or undefined. */
export const text = (value: unknown): string | undefined => texts(value)[0]?.text

export function number(value: unknown): number | undefined {
  const found = Number(text(value))
  return text(value) === undefined || !Number.isFinite(found) ? undefined : found
}

/** Texts by language; those without one count as `language`. */
export function multilingual(value: unknown, language: string): Multilingual {
  const found: Multilingual = {}
  for (const { text, lang } of texts(value)) found[lang === '' ? language : lang] ??= text
  return found
}
