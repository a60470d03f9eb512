/** Events of a stream (HTML Living Standard, section 9.2), of which an act on hundreds of notes may be megabytes long. */

export interface Frame {
  /** Null where it has none. */
  readonly id: string | null
  readonly data: string
}

/** Takes the stream as it comes, cut anywhere, and answers the events that ended. Each letter is looked at once. */
export function createFrameReader(): (piece: string) => Frame[] {
  /** What there is of the line that is on its way. */
  let begun: string[] = []
  let id: string | null = null
  let data = ''

  return (piece) => {
    const frames: Frame[] = []
    let from = 0
    for (let end = piece.indexOf('\n'); end >= 0; end = piece.indexOf('\n', from)) {
      const line = begun.join('') + piece.slice(from, end)
      begun = []
      from = end + 1
      if (line.startsWith('id: ')) id = line.slice(4)
      else if (line.startsWith('data: ')) data += line.slice(6)
      else if (line === '') {
        frames.push({ id, data })
        id = null
        data = ''
      }
    }
    if (from < piece.length) begun.push(piece.slice(from))
    return frames
  }
}
