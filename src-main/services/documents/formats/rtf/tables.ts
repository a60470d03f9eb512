/** What numbers and names stand for in RTF. */

/** Encodings of `\fcharset`; 0 and 1 are the default of the document. */
export const charsets: Readonly<Record<number, string>> = {
  77: 'macintosh',
  128: 'cp932',
  129: 'cp949',
  134: 'cp936',
  136: 'cp950',
  161: 'windows-1253',
  162: 'windows-1254',
  163: 'windows-1258',
  177: 'windows-1255',
  178: 'windows-1256',
  186: 'windows-1257',
  204: 'windows-1251',
  222: 'windows-874',
  238: 'windows-1250',
  254: 'cp437',
  255: 'cp850',
}

/** Label of a code page of `\ansicpg` or `\cpg`. */
export function codePage(value: number): string {
  if (value === 10000) return 'macintosh'
  if (value === 65001) return 'utf-8'
  return (value >= 1250 && value <= 1258) || value === 874 ? `windows-${value}` : `cp${value}`
}

/** Control words that stand for a character. */
export const characters: Readonly<Record<string, string>> = {
  tab: '\t',
  emdash: '—',
  endash: '–',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  bullet: '•',
  emspace: '\u2003',
  enspace: '\u2002',
  qmspace: '\u2005',
  '~': '\u00a0',
  _: '\u2011',
  '{': '{',
  '}': '}',
  '\\': '\\',
}

/** Destinations whose text is not part of the document. */
export const silent = new Set([
  ...['colortbl', 'pict', 'object', 'themedata', 'colorschememapping', 'datastore', 'listtable', 'listoverridetable'],
  ...['rsidtbl', 'generator', 'latentstyles', 'xmlnstbl', 'filetbl', 'revtbl', 'pnseclvl', 'nonesttables', 'bkmkend'],
  ...['nesttableprops', 'nonshppict', 'header', 'headerl', 'headerr', 'headerf', 'footer', 'footerl', 'footerr'],
  ...['footerf', 'annotation', 'atnid', 'atnauthor', 'atnref', 'atndate', 'atrfstart', 'atrfend', 'ftnsep', 'ftnsepc'],
  ...[
    'ftncn',
    'aftnsep',
    'aftnsepc',
    'aftncn',
    'xe',
    'tc',
    'sp',
    'do',
    'template',
    'private',
    'formfield',
    'userprops',
  ],
])

/** Languages by the Windows identifier in `\lang`. */
export const languages: Readonly<Record<number, string>> = {
  1029: 'cs',
  1031: 'de',
  1033: 'en-US',
  1035: 'fi',
  1036: 'fr',
  1038: 'hu',
  1045: 'pl',
  1049: 'ru',
  1053: 'sv',
  1058: 'uk',
  1059: 'be',
  1061: 'et',
  1062: 'lv',
  1063: 'lt',
  2057: 'en-GB',
}

/** Level of a heading by the name of its style, or null. */
export function headingLevel(name: string): number | null {
  const match = /^(?:heading|virsraksts|antraštė|pealkiri|überschrift|заголовок|titre|nagłówek) ?([1-9])/i.exec(
    name.trim(),
  )
  if (match) return Math.min(6, Number(match[1]))
  return /^(?:title|nosaukums|titel|название)$/i.test(name.trim()) ? 1 : null
}
