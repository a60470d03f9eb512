/** The plain text of a mail to blocks: paragraphs, and what is quoted from another mail. */
import type { ModelBuilder } from '../model-builder'

/** Quoted quotes are told apart up to here. */
const maxLevel = 16

/** Lines that were broken only to be short, put together again (RFC 3676). */
function unfold(text: string, deleteSpace: boolean): string {
  const lines: string[] = []
  let open: { quote: string; pieces: string[] } | null = null
  const close = () => {
    if (open) lines.push(open.quote + open.pieces.join(''))
    open = null
  }
  for (const line of text.split('\n')) {
    const quote = /^>*/.exec(line)?.[0] ?? ''
    const rest = line.slice(quote.length).replace(/^ /, '')
    const soft = rest.endsWith(' ') && rest !== '-- '
    const piece = soft && deleteSpace ? rest.slice(0, -1) : rest
    if (open && open.quote === quote && rest !== '-- ') open.pieces.push(piece)
    else {
      close()
      open = { quote, pieces: [quote === '' ? piece : ` ${piece}`] }
    }
    if (!soft) close()
  }
  close()
  return lines.join('\n')
}

/** Writes the text to `builder`; `flowed` is how the part says its lines are broken. */
export function readPlain(text: string, builder: ModelBuilder, flowed: 'no' | 'yes' | 'delsp' = 'no'): void {
  const even = text.replace(/\r\n?/g, '\n')
  let level = 0
  let lines: string[] = []
  const close = () => {
    const paragraph = lines.join('\n').trimEnd()
    lines = []
    if (paragraph === '') return
    if (level === 0) builder.leaf('para').add(paragraph)
    else builder.leaf('quote', level > 1 ? { level } : {}).add(paragraph)
  }
  for (const line of (flowed === 'no' ? even : unfold(even, flowed === 'delsp')).split('\n')) {
    const quote = /^(?:>[ \t]?(?=>))*>/.exec(line)?.[0] ?? ''
    const rest = line.slice(quote.length)
    const found = Math.min(maxLevel, quote.replace(/[^>]/g, '').length)
    if (found !== level || rest.trim() === '') close()
    level = found
    if (rest.trim() !== '') lines.push(quote === '' ? rest : rest.replace(/^ /, ''))
  }
  close()
}
