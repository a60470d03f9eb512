/** Metadata of a document: the fields of formats.md section 8, each with its origin. */
import * as v from 'valibot'
import { localTextSchema, multilingualSchema, sha256Schema } from './primitives'

/** Where a value comes from: read out of the file, entered by the reader, or taken from a record that came with it. */
export const originSchema = v.picklist(['extracted', 'recognised', 'user', 'imported-record'])
export type Origin = v.InferOutput<typeof originSchema>

/** Controlled list of document types; `other` with free text in `genre`. */
export const documentTypes = ['pact', 'talks', 'background', 'account', 'register', 'letter', 'other'] as const
export const documentTypeSchema = v.picklist(documentTypes)
export type DocumentType = v.InferOutput<typeof documentTypeSchema>

/** Somebody or some place named in the archive's registers (`key`), or only by name. */
export const agentSchema = v.object({
  name: v.string(),
  key: v.optional(v.string()),
  role: v.optional(v.string()),
  identifier: v.optional(v.string()),
})
export type Agent = v.InferOutput<typeof agentSchema>

export const metadataSchema = v.object({
  title: localTextSchema,
  alternativeTitles: v.optional(v.array(localTextSchema)),
  creators: v.array(agentSchema),
  /** EDTF (ISO 8601-2) date, with the words to show where they say more than the date. */
  date: v.optional(v.object({ edtf: v.string(), display: v.optional(v.string()) })),
  places: v.array(agentSchema),
  persons: v.array(agentSchema),
  /** BCP 47; `mul` for several. */
  languages: v.array(v.string()),
  type: documentTypeSchema,
  /** Free text beside the type, e.g. "editorial rendering". */
  genre: v.optional(v.string()),
  /** What the document is about, in words or headings of a catalogue; persons and places have fields of their own. */
  subjects: v.optional(v.array(v.string())),
  /** Key that the language versions and renderings of one text share within an archive. */
  work: v.optional(v.string()),
  description: v.optional(v.string()),
  /** Where the authentic text is kept, in words. */
  original: v.optional(v.string()),
  repository: v.optional(v.string()),
  callNumber: v.optional(v.string()),
  level: v.optional(v.string()),
  partOf: v.optional(v.string()),
  rights: v.optional(v.object({ text: v.string(), uri: v.optional(v.string()) })),
  sourceUrl: v.optional(v.string()),
  archivedUrl: v.optional(v.string()),
  accessed: v.optional(v.string()),
  /** Ids of citation records of the archive that the text rests on. */
  sources: v.optional(v.array(v.string())),
  /** Origin of each field that has one, by field name. */
  origins: v.record(v.string(), originSchema),
})
export type Metadata = v.InferOutput<typeof metadataSchema>

/** What a creator or another person did, where it is one of these; any other word is kept as it is. */
export const agentRoles = [
  'author',
  'editor',
  'translator',
  'compiler',
  'artist',
  'photographer',
  'cartographer',
  'sender',
  'recipient',
  'signatory',
  'participant',
  'witness',
  'mentioned',
  'subject',
] as const

/** Formats that metadata of documents are written in: Dublin Core (XML), CSL-JSON, BibLaTeX, RIS. */
export const metadataFormats = ['dc', 'csl-json', 'bibtex', 'ris'] as const
export const metadataFormatSchema = v.picklist(metadataFormats)
export type MetadataFormat = v.InferOutput<typeof metadataFormatSchema>

/** A finished file of metadata; its bytes are at `/files/<sha256>`. */
export const metadataExportSchema = v.object({
  sha256: sha256Schema,
  mediaType: v.string(),
  /** Suggested file name. */
  name: v.string(),
  bytes: v.number(),
})

/** A person of the archive's register; `names` and `roles` by language, `sort` in the catalogue's form. */
export const personSchema = v.object({
  key: v.string(),
  sort: v.string(),
  names: multilingualSchema,
  roles: v.optional(multilingualSchema),
  /** Other forms of the name that sources use. */
  variants: v.optional(v.array(v.string())),
})
export type Person = v.InferOutput<typeof personSchema>

/** A place of the archive's register; WGS 84 degrees. */
export const placeSchema = v.object({
  key: v.string(),
  names: multilingualSchema,
  lat: v.optional(v.number()),
  lon: v.optional(v.number()),
  kind: v.optional(v.string()),
  variants: v.optional(v.array(v.string())),
  /** The coordinates stand for something larger than a point. */
  approximate: v.optional(v.boolean()),
})
export type Place = v.InferOutput<typeof placeSchema>

/** A citation record in CSL-JSON; only what the program itself reads is named, the rest is kept. */
export const citationSchema = v.looseObject({
  id: v.string(),
  type: v.string(),
  title: v.optional(v.string()),
})
export type Citation = v.InferOutput<typeof citationSchema>
