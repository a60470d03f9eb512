import { describe, expect, it } from 'vitest'
import { passageAt } from './passages'

describe('passages', () => {
  it('are shown with words of their own paragraph only', () => {
    const text = `Virsraksts\n${'vārds '.repeat(60)}mērķis${' vārds'.repeat(60)}\nCits`
    const start = text.indexOf('mērķis')
    const blocks = [
      { id: 'b1', kind: 'heading' as const, start: 0, end: 10, level: 1 },
      { id: 'b2', kind: 'para' as const, start: 11, end: text.lastIndexOf('\n') },
    ]
    const passage = passageAt({ text, blocks, lang: 'lv' }, { start, end: start + 6 }, 140)
    expect(passage.words).toBe('mērķis')
    expect(passage.before).toMatch(/^… vārds .*vārds $/)
    expect(passage.after).toMatch(/^ vārds.*vārds …$/)
    expect(passage.before.length).toBeLessThan(150)
  })
})
