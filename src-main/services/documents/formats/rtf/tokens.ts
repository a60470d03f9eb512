/** The tokens of RTF 1.9: groups, control words and symbols, bytes of text. */

export type RtfToken =
  | { kind: 'open' }
  | { kind: 'close' }
  | { kind: 'word'; word: string; value: number | null }
  /** Bytes in the code page of the font; a run of letters, or one `\'hh`. */
  | { kind: 'bytes'; bytes: Uint8Array; escaped: boolean }

const isLetter = (code: number) => (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a)
const isDigit = (code: number) => code >= 0x30 && code <= 0x39
const backslash = 0x5c
const openBrace = 0x7b
const closeBrace = 0x7d

const hexDigit = (code: number | undefined): number => {
  const digit = code === undefined ? NaN : Number.parseInt(String.fromCharCode(code), 16)
  return Number.isNaN(digit) ? -1 : digit
}

/** Tokens in order; never throws. Control symbols are words of one character; a line end after `\` is `par`. */
export function* rtfTokens(source: Uint8Array): Generator<RtfToken> {
  let at = 0
  const { length } = source
  while (at < length) {
    const code = source[at] ?? 0
    if (code === openBrace || code === closeBrace) {
      at += 1
      yield code === openBrace ? { kind: 'open' } : { kind: 'close' }
    } else if (code === 0x0a || code === 0x0d || code === 0) {
      at += 1
    } else if (code !== backslash) {
      const start = at
      while (at < length) {
        const next = source[at] ?? 0
        if (next === openBrace || next === closeBrace || next === backslash || next === 0x0a || next === 0x0d) break
        at += 1
      }
      yield { kind: 'bytes', bytes: source.subarray(start, at), escaped: false }
    } else {
      const next = source[at + 1]
      if (next === undefined) return
      if (next === 0x27) {
        const [high, low] = [hexDigit(source[at + 2]), hexDigit(source[at + 3])]
        if (high >= 0 && low >= 0) {
          yield { kind: 'bytes', bytes: Uint8Array.of(high * 16 + low), escaped: true }
          at += 4
        } else at += 2
      } else if (!isLetter(next)) {
        at += 2
        yield { kind: 'word', word: next === 0x0a || next === 0x0d ? 'par' : String.fromCharCode(next), value: null }
      } else {
        const start = at + 1
        at = start
        while (at < length && at - start < 32 && isLetter(source[at] ?? 0)) at += 1
        const word = String.fromCharCode(...source.subarray(start, at))
        const sign = source[at] === 0x2d && isDigit(source[at + 1] ?? 0) ? -1 : 1
        if (sign === -1) at += 1
        let value: number | null = null
        for (let digits = 0; digits < 10 && isDigit(source[at] ?? 0); digits += 1, at += 1) {
          value = (value ?? 0) * 10 + ((source[at] ?? 0) - 0x30)
        }
        if (source[at] === 0x20) at += 1
        if (word === 'bin' && value !== null && sign === 1) at += value
        yield { kind: 'word', word, value: value === null ? null : value * sign }
      }
    }
  }
}
