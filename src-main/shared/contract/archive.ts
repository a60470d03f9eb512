/** Archives, the library, and what a verification says. */
import * as v from 'valibot'
import { citationSchema, personSchema, placeSchema } from './metadata'
import { instantSchema, localTextSchema, multilingualSchema } from './primitives'

/** State of the background check of payload hashes after opening. */
export const verificationStateSchema = v.picklist(['unchecked', 'checking', 'sound', 'damaged'])
export type VerificationState = v.InferOutput<typeof verificationStateSchema>

/** A sealed archive never changes; one in work is a folder that documents are added to. */
export const archiveKindSchema = v.picklist(['sealed', 'work'])
export type ArchiveKind = v.InferOutput<typeof archiveKindSchema>

export const archiveSummarySchema = v.object({
  id: v.string(),
  kind: archiveKindSchema,
  title: multilingualSchema,
  description: multilingualSchema,
  /** Main language, BCP 47. */
  language: v.string(),
  /** Where it lies on this computer. */
  path: v.string(),
  bytes: v.number(),
  documents: v.number(),
  /** SHA-256 of the tag manifest: the name of this exact content. Empty while an archive in work is being changed. */
  seal: v.string(),
  starter: v.boolean(),
  addedAt: instantSchema,
  verification: verificationStateSchema,
  /** Why it is missing or damaged, in a sentence; absent when all is well. */
  problem: v.optional(v.string()),
})
export type ArchiveSummary = v.InferOutput<typeof archiveSummarySchema>

/** The registers that a whole archive shares. */
export const registersSchema = v.object({
  persons: v.array(personSchema),
  places: v.array(placeSchema),
  citations: v.array(citationSchema),
})
export type Registers = v.InferOutput<typeof registersSchema>

export const verifyFindingSchema = v.object({
  code: v.string(),
  path: v.optional(v.string()),
  message: v.string(),
})
export type VerifyFinding = v.InferOutput<typeof verifyFindingSchema>

/** Every fault is reported, not only the first. Codes: container.md section 6. */
export const verifyReportSchema = v.object({
  valid: v.boolean(),
  /** BagIt version declared, or null where none could be read. */
  version: v.nullable(v.string()),
  errors: v.array(verifyFindingSchema),
  warnings: v.array(verifyFindingSchema),
  /** Payload files and bytes hashed. */
  files: v.number(),
  bytes: v.number(),
})
export type VerifyReport = v.InferOutput<typeof verifyReportSchema>

/** A sealed file as it was written. */
export const sealedFileSchema = v.object({ path: v.string(), bytes: v.number(), seal: v.string() })

/** An archive to be merged into another: one of the library, or a sealed file or folder at an absolute path. */
export const mergeSourceSchema = v.union([
  v.object({ archiveId: v.string() }),
  v.object({ path: v.string(), name: v.optional(v.string()) }),
])
export type MergeSourceInput = v.InferOutput<typeof mergeSourceSchema>

/** What merging would do with each document of the source. */
export const mergePreviewSchema = v.object({
  source: v.object({ id: v.string(), title: multilingualSchema, language: v.string() }),
  documents: v.array(
    v.object({
      /** Its id in the archive that it comes to. */
      documentId: v.string(),
      title: localTextSchema,
      /** `joined`: both have it, and the source has something more of it; `same`: nothing is to be done. */
      outcome: v.picklist(['added', 'joined', 'same']),
      /** Editions that come. */
      editions: v.number(),
      /** Metadata comes that is missing here. */
      metadata: v.boolean(),
      /** Fields of which the source says something else: what is here stays, the other is kept as a record. */
      differing: v.array(v.string()),
    }),
  ),
})
export type MergePreview = v.InferOutput<typeof mergePreviewSchema>

export const mergeResultSchema = v.object({
  /** For `archives.unmerge`; null where there was nothing to add. */
  mergeId: v.nullable(v.number()),
  added: v.number(),
  /** Editions that documents of both have got. */
  editions: v.number(),
  /** Documents that both had. */
  same: v.number(),
})
