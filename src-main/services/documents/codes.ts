/** Dates and languages as files code them, in the codes of our metadata: EDTF and BCP 47. */

/** A date of W3CDTF, EDTF or `YYYYMMDD` as EDTF, without the fill of MARC (`1835^^^^`); anything else as it is written. */
export function edtfOfCoded(written: string): string {
  const text = written.replace(/\^+$/, '')
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(text)
  if (compact) return `${compact[1]}-${compact[2]}-${compact[3]}`
  return text.replace(/T.*$/, '').trim()
}

/** `1918/1940`, `1918-01-01/1940` and such; a date without hyphens gets them. '' for what is no date. */
export function edtfOfNormal(normal: string): string {
  const text = normal.trim().replace(/\b(\d{4})(\d{2})(\d{2})\b/g, '$1-$2-$3')
  return /^[\d\-/.?~X]+$/.test(text) ? text : ''
}

const short = new Map(
  Object.entries({
    ...{ lav: 'lv', lit: 'lt', est: 'et', rus: 'ru', eng: 'en', deu: 'de', ger: 'de', pol: 'pl', fin: 'fi', swe: 'sv' },
    ...{ fre: 'fr', fra: 'fr', lat: 'la', ukr: 'uk', bel: 'be', yid: 'yi', heb: 'he', dan: 'da', nor: 'no' },
  }),
)

/** ISO 639-2 codes of the languages of our archives as BCP 47 has them; others stay. */
export const languageOfCode = (code: string): string => short.get(code.toLowerCase()) ?? code

/** A language tag as BCP 47 has it, or undefined for anything else. */
export function languageTag(value: string): string | undefined {
  const tag = value.trim().replaceAll('_', '-')
  return /^[a-z]{2,8}(?:-[a-z0-9]{1,8})*$/i.test(tag) ? tag : undefined
}
