/** Numbers of list items and pages in letters and Roman figures, lower case. */

/** 1 as `a`, 27 as `aa`; empty below 1. */
export const letters = (n: number): string =>
  n <= 0 ? '' : letters(Math.floor((n - 1) / 26)) + String.fromCharCode(97 + ((n - 1) % 26))

const romans: readonly (readonly [number, string])[] = [
  [1000, 'm'],
  [900, 'cm'],
  [500, 'd'],
  [400, 'cd'],
  [100, 'c'],
  [90, 'xc'],
  [50, 'l'],
  [40, 'xl'],
  [10, 'x'],
  [9, 'ix'],
  [5, 'v'],
  [4, 'iv'],
  [1, 'i'],
]

/** 4 as `iv`; for 1 to 3999. */
export function roman(n: number): string {
  let rest = n
  let text = ''
  for (const [value, sign] of romans) {
    for (; rest >= value; rest -= value) text += sign
  }
  return text
}
