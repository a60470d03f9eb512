/** Languages by their names. Pure but for the names, which the interface gives. */

/** Those that are offered; any other can be typed as a name or tag. */
export const offeredLanguages = (
  'lv en et lt ru de ltg liv fi sv pl no da nl fr es it pt la el uk be cs sk hu ro bg sr hr sl sq tr he yi ar fa ' +
  'hi zh ja ko eo ga is ka hy az kk tt mt cy eu ca gl mk bs vi id th rom grc'
).split(' ')

const fold = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ valoda$/, '')
    .trim()

/** The tag of a language that was typed as a name or a tag; null where it is neither. */
export function languageFrom(typed: string, nameOf: (tag: string) => string): string | null {
  const wanted = fold(typed)
  if (wanted === '') return null
  const named = ['mul', ...offeredLanguages].find((tag) => fold(nameOf(tag)) === wanted)
  if (named !== undefined) return named
  if (!/^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/i.test(typed.trim())) return null
  try {
    return Intl.getCanonicalLocales(typed.trim())[0] ?? null
  } catch {
    return null
  }
}
