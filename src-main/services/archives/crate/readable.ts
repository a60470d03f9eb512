/** What people read in an archive without any program of ours: README.txt and ro-crate-preview.html. */
import type { Multilingual } from '#shared/contract'
import { formatEdtf } from '#shared/domain/dates'
import type { ArchiveContent } from '../content'
import type { PlacedDocument } from './write'

const inLanguage = (texts: Multilingual, language: string) =>
  texts[language] ?? texts['en'] ?? Object.values(texts)[0] ?? ''

const layout: Record<'en' | 'lv', (content: ArchiveContent) => string> = {
  en: (content) => `${inLanguage(content.title, 'en')}

${inLanguage(content.description, 'en')}

This folder is the payload of an archive in the BagIt format (RFC 8493), described by RO-Crate 1.1.
No special program is needed:

README.txt               this text
ro-crate-preview.html    list of the documents; open it in any browser
ro-crate-metadata.json   who, what, when, rights and origin of each file, as JSON-LD
originals/               the documents as they came, byte for byte; a file is named by its SHA-256
derived/                 what was read out of them: text.txt is the plain text in UTF-8, model.json its structure
metadata/                descriptions of the documents (Dublin Core) and citations (CSL-JSON)
annotations/             notes on the documents (W3C Web Annotation), if there are any
notebook.json            the same notes, with tags and comparisons, in the form of the program Avots

To prove that nothing changed, go to the folder above this one and run
    sha256sum -c manifest-sha256.txt tagmanifest-sha256.txt
`,
  lv: (content) => `${inLanguage(content.title, 'lv')}

${inLanguage(content.description, 'lv')}

Šī mape ir arhīva saturs BagIt formātā (RFC 8493); to apraksta RO-Crate 1.1. Īpaša programma nav vajadzīga:

README.txt               šis teksts
ro-crate-preview.html    dokumentu saraksts; atverams jebkurā pārlūkā
ro-crate-metadata.json   katra faila autors, saturs, laiks, tiesības un izcelsme JSON-LD pierakstā
originals/               dokumenti, kādi tie saņemti, baits baitā; faila nosaukums ir tā SHA-256
derived/                 kas no tiem nolasīts: text.txt ir vienkāršs teksts UTF-8 kodējumā, model.json – tā uzbūve
metadata/                dokumentu apraksti (Dublin Core) un atsauces (CSL-JSON)
annotations/             piezīmes par dokumentiem (W3C Web Annotation), ja tādas ir
notebook.json            tās pašas piezīmes ar birkām un salīdzinājumiem programmas Avots pierakstā

Lai pārliecinātos, ka nekas nav mainīts, atveriet mapi virs šīs un izpildiet
    sha256sum -c manifest-sha256.txt tagmanifest-sha256.txt
`,
}

/** In English and, where we can, in the archive's main language. UTF-8, LF. */
export function writeReadme(content: ArchiveContent): string {
  const english = layout.en(content)
  return content.language.startsWith('lv') ? `${layout.lv(content)}\n----\n\n${english}` : english
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const html = (text: string) => text.replace(/[&<>"]/g, (sign) => escapes[sign] ?? sign)

/** A static page with links to all originals and texts; no script, and a policy that forbids any. */
export function writePreview(content: ArchiveContent, documents: readonly PlacedDocument[]): string {
  const { language } = content
  const title = inLanguage(content.title, language)
  const [original, plain] = language.startsWith('lv') ? ['oriģināls', 'teksts'] : ['original', 'text']
  const rows = documents.map(({ document, original: file, editions }) => {
    const { metadata } = document
    const lang = metadata.title.lang || language
    const date = metadata.date ? (metadata.date.display ?? formatEdtf(metadata.date.edtf, language)) : ''
    const texts = editions.map(
      ({ number, text }) => `<a href="${text.path}">${plain}${editions.length > 1 ? ` ${number}` : ''}</a>`,
    )
    return `<tr><th scope="row" lang="${html(lang)}">${html(metadata.title.text)}</th><td>${html(date)}</td><td>${html(metadata.languages.join(', '))}</td><td><a href="${file.path}">${original}</a> ${texts.join(' ')}</td><td>${html(document.fileName)}</td></tr>`
  })
  return `<!doctype html>
<html lang="${html(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${html(title)}</title>
<style>body{font:1rem/1.5 serif;margin:2rem auto;max-width:60rem;padding:0 1rem}table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #ccc}th{font-weight:normal}</style>
</head>
<body>
<h1>${html(title)}</h1>
<p>${html(inLanguage(content.description, language))}</p>
<table>
${rows.join('\n')}
</table>
<p><a href="README.txt">README.txt</a> · <a href="ro-crate-metadata.json">ro-crate-metadata.json</a></p>
</body>
</html>
`
}
