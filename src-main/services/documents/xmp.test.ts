import { expect, test } from 'vitest'
import { readXmp } from './xmp'

const packet = (body: string) =>
  `\ufeff<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">${body}</rdf:RDF></x:xmpmeta>\n   \n<?xpacket end="w"?>`

test('properties as elements, attributes and lists', () => {
  const found = readXmp(
    packet(
      `<rdf:Description rdf:about="" xmp:CreateDate="1939-10-05" photoshop:City="Rīga">
        <dc:title><rdf:Alt><rdf:li xml:lang="lv">Pakts</rdf:li><rdf:li xml:lang="x-default">Pact &amp; notes</rdf:li></rdf:Alt></dc:title>
        <dc:creator><rdf:Seq><rdf:li>Munters</rdf:li><rdf:li>Molotovs</rdf:li></rdf:Seq></dc:creator>
        <dc:format>image/png</dc:format>
        <xmpMM:History><rdf:Seq><rdf:li rdf:parseType="Resource"><stEvt:action>saved</stEvt:action></rdf:li></rdf:Seq></xmpMM:History>
      </rdf:Description>`,
    ),
  )
  expect([...found]).toEqual([
    ['xmp:createdate', ['1939-10-05']],
    ['photoshop:city', ['Rīga']],
    ['dc:title', ['Pact & notes', 'Pakts']],
    ['dc:creator', ['Munters', 'Molotovs']],
    ['dc:format', ['image/png']],
  ])
})

test('broken packets give what stands in front of the fault', () => {
  expect(readXmp('').size).toBe(0)
  expect(readXmp('no xml').size).toBe(0)
  expect(
    readXmp(packet('<rdf:Description><dc:title>A</dc:title><dc:format>').replace(/<\/rdf.*/, '')).get('dc:title'),
  ).toEqual(['A'])
  const bomb = `<!DOCTYPE a [<!ENTITY b "bbbb">]>${packet('<rdf:Description><dc:title>&b;</dc:title></rdf:Description>')}`
  expect(readXmp(bomb).get('dc:title') ?? ['&b;']).toEqual(['&b;'])
})
