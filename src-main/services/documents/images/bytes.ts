/** Numbers out of the head of an image; reading behind the end gives null, never an error. */
export class ByteReader {
  private readonly view: DataView

  constructor(
    readonly bytes: Uint8Array,
    private readonly little = false,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** The same bytes in the other order. */
  withOrder(little: boolean): ByteReader {
    return new ByteReader(this.bytes, little)
  }

  u8(at: number): number | null {
    return at >= 0 && at < this.bytes.length ? this.view.getUint8(at) : null
  }

  u16(at: number): number | null {
    return at >= 0 && at + 2 <= this.bytes.length ? this.view.getUint16(at, this.little) : null
  }

  u32(at: number): number | null {
    return at >= 0 && at + 4 <= this.bytes.length ? this.view.getUint32(at, this.little) : null
  }

  /** Bytes as Latin-1. */
  ascii(at: number, length: number): string {
    return Buffer.from(this.bytes.subarray(at, at + length)).toString('latin1')
  }
}
