/** What is used of a library that has no types of its own. */
declare module 'utif2' {
  /** A directory of a TIFF: its tags as `t256`, and its pixels once they are decoded. */
  export interface TiffImage {
    readonly [tag: `t${number}`]: readonly (number | string)[] | undefined
    width: number
    height: number
    data?: Uint8Array
  }
  const utif: {
    decode(buffer: ArrayBuffer): TiffImage[]
    decodeImage(buffer: ArrayBuffer, image: TiffImage, images: TiffImage[]): void
    toRGBA8(image: TiffImage): Uint8Array
    encodeImage(rgba: Uint8Array, width: number, height: number, metadata?: object): ArrayBuffer
  }
  export default utif
}
