import { expect, it } from 'vitest'
import { reportAsCsv } from './report-files'

it('writes one row for each file, quoted where it must be, without formulas', () => {
  const csv = reportAsCsv({
    outcomes: [
      { path: `/d/spool/${'0'.repeat(24)}/files/M/a "b", c.txt`, status: 'ok', characters: 3, warnings: [] },
      { path: '=1+1', status: 'refused', code: 'empty', message: 'x\ny', warnings: [{ code: 'w', message: 'W.' }] },
    ],
  })
  expect(csv).toBe(
    '\u{feff}path,status,code,message,documentId,sha256,format,language,characters,blocks,pages,warnings\r\n' +
      '"M/a ""b"", c.txt",ok,,,,,,,3,,,\r\n' +
      `'=1+1,refused,empty,"x\ny",,,,,,,,W.\r\n`,
  )
})
