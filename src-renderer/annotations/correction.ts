/** A correction of the words, told word by word: what goes, what comes, what stays. */
import { diffWords, wordsOf } from '#shared/domain/diff'

export interface CorrectionPiece {
  readonly kind: 'same' | 'del' | 'ins'
  readonly text: string
}

/** Nothing is passed over: a letter, a sign or a capital may be what is corrected. */
const exactly = { case: false, diacritics: false, punctuation: false }

/** Pieces in reading order. `same` and `del` together are the old words to the letter; `ins` are new ones. */
export function correctionPieces(old: string, corrected: string): CorrectionPiece[] {
  const a = wordsOf(old, exactly)
  const b = wordsOf(corrected, exactly)
  const pieces: CorrectionPiece[] = []
  const add = (kind: CorrectionPiece['kind'], text: string) => {
    const last = pieces.at(-1)
    if (text === '') return
    if (last?.kind === kind) pieces.splice(-1, 1, { kind, text: last.text + text })
    else pieces.push({ kind, text })
  }
  /** How far the old text is told. */
  let told = 0
  const startOf = (index: number) => a.tokens[index]?.start ?? old.length
  const endOf = (index: number) => a.tokens[index]?.end ?? old.length
  for (const { kind, a: from, b: to } of diffWords(a, b)) {
    if (kind === 'equal') {
      const end = endOf(from[1] - 1)
      add('same', old.slice(told, end))
      told = end
      continue
    }
    const isAdded = from[0] === from[1]
    // Words that only come bring the white space that stands before them.
    const start = isAdded && to[0] > 0 ? b.tokens[to[0] - 1]?.end : b.tokens[to[0]]?.start
    const comes = corrected.slice(start, b.tokens[to[1] - 1]?.end)
    if (!isAdded) {
      add('same', old.slice(told, startOf(from[0])))
      const end = endOf(from[1] - 1)
      add('del', old.slice(startOf(from[0]), end))
      told = end
    }
    if (to[0] < to[1]) add('ins', comes)
  }
  add('same', old.slice(told))
  return pieces
}
