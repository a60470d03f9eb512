/** Where the bytes behind `/files/<sha256>` lie: whole files, or stored entries inside a sealed archive. */
export interface FileLocation {
  /** Absolute path of the file that holds the bytes. */
  path: string
  /** First byte in that file. */
  offset: number
  /** Count of bytes. */
  length: number
  mediaType: string
  /** Name to suggest when it is saved. */
  name: string
}
