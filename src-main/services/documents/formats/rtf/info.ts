/** What `\info` says of the document. */
import type { ModelParts } from '../../format'

/** `created` is year, month, day; 0 or missing where it is not said. */
export function metaOf(info: ReadonlyMap<string, string>, created: readonly number[]): ModelParts['meta'] {
  const meta: ModelParts['meta'] = {}
  const field = (name: string) => info.get(name)?.trim() ?? ''
  const list = (value: string) => value.split(/\s*[;,]\s*/).filter((one) => one !== '')
  if (field('title') !== '') meta['title'] = field('title')
  if (field('author') !== '') meta['creators'] = field('author').split(/\s*;\s*/)
  if (field('keywords') !== '') meta['subjects'] = list(field('keywords'))
  if (field('subject') !== '') meta['subject'] = field('subject')
  if (field('doccomm') !== '') meta['description'] = field('doccomm')
  const [year = 0, month = 0, day = 0] = created
  if (year > 0) {
    const two = (number: number) => (number > 0 ? `-${String(number).padStart(2, '0')}` : '')
    meta['date'] = `${String(year).padStart(4, '0')}${two(month)}${month > 0 ? two(day) : ''}`
  }
  return meta
}
