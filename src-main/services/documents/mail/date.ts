/** Dates of mails. */

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** The day of a `Date` field as its sender saw it, as EDTF; null where the field is no date. */
export function dayOf(field: string): string | null {
  const found = /(?:^|[\s,])(\d{1,2})[\s-]+([a-z]{3})[a-z]*[\s.-]+(\d{2,4})(?=\s|$)/i.exec(field.slice(0, 200))
  if (!found) return null
  const [, day = '', name = '', written = ''] = found
  const month = months.indexOf(name.toLowerCase()) + 1
  // RFC 5322 section 4.3: years of two and three digits.
  const year = written.length === 4 ? Number(written) : Number(written) + (Number(written) < 50 ? 2000 : 1900)
  const date = new Date(Date.UTC(year, month - 1, Number(day)))
  const two = (value: number) => String(value).padStart(2, '0')
  if (month === 0 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== Number(day)) return null
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(Number(day))}`
}
