/** Records about documents (MODS, METS, IIIF) as text that a reader can use: "Label: value" paragraphs. */
import { type Leaf, type ModelBuilder } from './model-builder'

const labels = {
  creator: ['Autors', 'Creator'],
  date: ['Datums', 'Date'],
  publisher: ['Izdevējs', 'Publisher'],
  languages: ['Valoda', 'Language'],
  genre: ['Veids', 'Genre'],
  extent: ['Apjoms', 'Extent'],
  subjects: ['Temati', 'Subjects'],
  identifier: ['Identifikators', 'Identifier'],
  location: ['Glabātava', 'Location'],
  partOf: ['Daļa no', 'Part of'],
  rights: ['Tiesības', 'Rights'],
  note: ['Piezīme', 'Note'],
  source: ['Adrese', 'Address'],
} as const
export type RecordLabel = keyof typeof labels

/** Addresses that a link may have. */
const webAddress = /^https?:\/\//i

/** Writes lines into `builder`, in Latvian where `lang` is Latvian, else in English. */
export function createRecordWriter(builder: ModelBuilder, lang = 'en') {
  const column = /^lv\b/i.test(lang) ? 0 : 1

  function begin(label: string, field?: RecordLabel): Leaf {
    const leaf = builder.leaf('para', field ? { attrs: { field } } : {})
    leaf.openMark('bold')
    leaf.add(`${label}:`)
    leaf.closeMark()
    leaf.add(' ')
    return leaf
  }

  function value(leaf: Leaf, text: string): void {
    if (!webAddress.test(text) || /\s/.test(text)) return leaf.add(text)
    leaf.openMark('link', text)
    leaf.add(text)
    leaf.closeMark()
  }

  return {
    /** A line under a label of ours; nothing where there is no value. */
    field(name: RecordLabel, ...values: (string | undefined)[]): void {
      const all = values.filter((one): one is string => one !== undefined && one !== '')
      if (all.length === 0) return
      this.line(labels[name][column], all.join('; '), name)
    },
    /** A line under a label that the file gives. */
    line(label: string, text: string, field?: RecordLabel): void {
      value(begin(label, field), text)
    },
    /** The beginning of a line under a label of ours, for text with marks of its own. */
    open: (name: RecordLabel): Leaf => begin(labels[name][column], name),
  }
}
