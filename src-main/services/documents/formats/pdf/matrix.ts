/** Affine transforms in the order of PDF: `[a, b, c, d, e, f]`, x' = a·x + c·y + e, y' = b·x + d·y + f. */
export type Matrix = readonly [number, number, number, number, number, number]

export const identity: Matrix = [1, 0, 0, 1, 0, 0]

/** First `inner`, then `outer`. */
export function compose(outer: Matrix, inner: Matrix): Matrix {
  return [
    outer[0] * inner[0] + outer[2] * inner[1],
    outer[1] * inner[0] + outer[3] * inner[1],
    outer[0] * inner[2] + outer[2] * inner[3],
    outer[1] * inner[2] + outer[3] * inner[3],
    outer[0] * inner[4] + outer[2] * inner[5] + outer[4],
    outer[1] * inner[4] + outer[3] * inner[5] + outer[5],
  ]
}

export function apply(matrix: Matrix, x: number, y: number): [number, number] {
  return [matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5]]
}

/** A matrix out of what a file says (a list or a typed array), or null. */
export function matrixOf(value: unknown): Matrix | null {
  const numbers: unknown[] = Array.isArray(value) ? value : value instanceof Float32Array ? [...value] : []
  const [a, b, c, d, e, f] = numbers.map((one) => (typeof one === 'number' && Number.isFinite(one) ? one : NaN))
  if (a === undefined || b === undefined || c === undefined) return null
  if (d === undefined || e === undefined || f === undefined) return null
  return Number.isNaN(a + b + c + d + e + f) ? null : [a, b, c, d, e, f]
}
