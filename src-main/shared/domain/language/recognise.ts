/**
 * The language of a text from its commonest words. Such words make up a third to a half of any running text, differ
 * between languages, and hold for old spellings, too; names, numbers and borrowed terms do not disturb. Where a language inflects much, letters
 * of its own help.
 */
import { tokenize } from './tokens'

/** Commonest words of each language, as frequency lists of written language give them; old spellings beside the new. */
const COMMON: Readonly<Record<string, string>> = {
  lv: 'un ir no par ar ka kas uz arī bet to tas tā šī šis kā tika vai pie līdz tad jau bija nav savu viņš viņa viņu es mēs jūs šo šā tiek ja gan lai pēc pret starp gada gadā kuru kurā kuri kurš tās tie tos tām tiem pēdējā visu vai tomēr tikai ne dēļ caur zem bez nekā tur man mums irr us tee tahs schi schis buhtu teek',
  lt: 'ir kad tai yra iš su į kaip bet ar už apie jo jos jų tik dar jau buvo nuo per po prie bei taip tačiau kurie kuris kuri šio šis ši mes jie jis ji mūsų metų metais dėl tarp visi savo nes net nei kai tas tų tarybų turi galima būti yra nėra',
  et: 'ja on ei et see oli mis ka kui aga ning oma või ta nad kes seda selle ning kuid siis nii üle välja eest vastu kuni pärast enne mitte ainult olid oleks olnud tema meie nende kõik veel juba peale mille millest ehk aastal aasta poolt sest ega minu sa me',
  fi: 'ja on ei että se oli mutta myös kun hän joka ovat kuin sen tai niin olla ole mitä hänen tämä jos vain mukaan sekä voi vuonna jossa jotka siitä ollut heidän sitä nyt minä ne me te tässä kanssa jälkeen ennen vielä',
  ru: 'и в не на что с по как из он это к а но у за от его для так все было же бы или также их о был была были мы вы они она ее её если при до когда только уже со во ни ему этот того года году который которые которых между без чтобы под ея онъ его въ съ къ изъ отъ',
  uk: 'і в не на що з та як до за він це у від його але для так все було ж б або також їх про був була були ми ви вони вона її якщо при коли тільки вже зі та ні йому цей того року який які яких між без щоб під й є із',
  be: 'і ў не на што з як да за ён гэта у ад яго але для так усё было ж або таксама іх пра быў была былі мы вы яны яна яе калі пры толькі ўжо са ні яму гэты таго года які якія якіх паміж без каб пад й ёсць',
  pl: 'i w nie na że z do to się jest jak o od za po ale dla tak przez co już był była było oraz jego ich przy także może jako był czy lub są ma które który która między bez aby pod ze we roku tylko jej tym tego te też',
  cs: 'a v na se že je s z do to o i jako pro by ale za od po však jeho jsou byl byla bylo byli také nebo které který která mezi bez aby pod ze ve roku jen již tím toho ty při jsem není',
  de: 'und der die das den dem des in zu mit von ist nicht ein eine einer einem einen auf für im sich auch als an es nach bei aus dass daß wird sind war wurde werden hat haben oder so wie nur noch durch über zwischen zur zum vom unter gegen bis seine ihre er sie ich wir',
  nl: 'de het een en van in is dat op te voor met niet zijn aan er om die als ook bij maar dan door naar uit of over heeft hij ze werd wordt worden nog tot deze dit was hun zij ik we wij tussen geen',
  en: 'the of and to in a is that for it as was with be by on not he his but at are this have from or had an which they you were her she there their been has will would what who if more when all its our we i between shall such any',
  fr: 'de la le et les des en un une du que est dans qui pour par sur au pas ce il ne se plus avec son sa ses ont mais ou aux été cette leur comme nous vous elle sont entre sans être était fait tout',
  es: 'de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha este sí porque esta entre cuando muy sin sobre también fue había era son ser desde',
  it: 'di e il la che in un a per è una del non sono con i le si da al come dei nel della più anche o ma gli alla delle lo ha questo su suo sua fra tra era stato essere degli dal dalla',
  pt: 'de a o que e do da em um para com não uma os no se na por mais as dos como mas ao das seu sua ou foi ser são entre sem também pelo pela até isso ele ela está',
  sv: 'och i att det som en på är av för med till den har inte om ett men var jag sig från vi så kan de han när under eller nu efter vid skulle hade ut över mellan utan också sin hans hon blev',
  da: 'og i at det som en på er af for med til den har ikke om et men var jeg sig fra vi så kan de han når under eller nu efter ved skulle havde ud over mellem uden også sin hans hun blev blive',
  no: 'og i at det som en på er av for med til den har ikke om et men var jeg seg fra vi så kan de han når under eller nå etter ved skulle hadde ut over mellom uten også sin hans hun ble bli',
  la: 'et in est non ad ut cum quod qui sed si ex de per quae ab esse ac nec sunt aut enim hoc se eius a autem atque etiam tamen quam pro quo nunc erat',
}

/** Letters that of these languages only one or two have: inflected languages show few common words, and many of these. */
const LETTERS: Readonly<Record<string, string>> = {
  lv: 'āēīģķļņ',
  lt: 'ėįų',
  et: 'õ',
  pt: 'ãõ',
  pl: 'łśźżćń',
  cs: 'řůě',
  uk: 'їєґ',
  be: 'ў',
  es: 'ñ',
  de: 'ß',
  da: 'æø',
  no: 'æø',
  sv: 'å',
}

/** Which languages a word or letter is of. */
function byEntry(lists: Readonly<Record<string, Iterable<string>>>): Map<string, readonly string[]> {
  const found = new Map<string, string[]>()
  for (const [language, entries] of Object.entries(lists)) {
    for (const entry of new Set(entries)) found.set(entry, [...(found.get(entry) ?? []), language])
  }
  return found
}

const words = byEntry(Object.fromEntries(Object.entries(COMMON).map(([language, list]) => [language, list.split(' ')])))
const commonLists = new Set(words.values())
const letters = byEntry(LETTERS)
const anyLetter = new RegExp(`[${[...letters.keys()].join('')}]`)

/** Languages that a word speaks for; none for most. */
function languagesOf(word: string): readonly string[] {
  const common = words.get(word)
  if (common) return common
  const letter = anyLetter.exec(word)
  return letter ? (letters.get(letter[0]) ?? []) : []
}

/** Words that are looked at: from the whole of a long text, in runs. */
const MOST = 3000
const RUNS = 6
/** Fewer say nothing. */
const FEWEST = 20
/** Share of the words that must speak for a language. */
const SHARE = 0.13
/** Share that must be common words: a list of names has the letters, too. */
const COMMON_SHARE = 0.05
/** Words that speak for it and not for another one must be so many times those that speak for the other one only. */
const LEAD = 1.6

function* sampled(text: string): Generator<string> {
  // Ten code units a word are more than any of these languages needs.
  const run = (MOST / RUNS) * 10
  const isShort = text.length <= run * RUNS
  for (let n = 0; n < (isShort ? 1 : RUNS); n += 1) {
    const from = isShort ? 0 : Math.floor(((text.length - run) * n) / (RUNS - 1))
    const piece = isShort ? text : text.slice(from, from + run)
    for (const { start, end, kind } of tokenize(piece)) {
      if (kind === 'word') yield piece.slice(start, end)
    }
  }
}

/** Language as ISO 639-1 tells it; undefined where the text is too short, in none that is known, or in several. */
export function recogniseLanguage(text: string): string | undefined {
  // Words that speak for the same languages are counted together.
  const counts = new Map<readonly string[], number>()
  let all = 0
  for (const word of sampled(text)) {
    all += 1
    const languages = languagesOf(word.toLowerCase())
    if (languages.length > 0) counts.set(languages, (counts.get(languages) ?? 0) + 1)
  }
  if (all < FEWEST) return undefined
  const votesOf = (language: string, without = '') =>
    [...counts].reduce((sum, [of, n]) => sum + (of.includes(language) && !of.includes(without) ? n : 0), 0)
  const languages = Object.keys(COMMON)
  const best = languages.reduce((a, b) => (votesOf(b) > votesOf(a) ? b : a))
  const common = [...counts].reduce((sum, [of, n]) => sum + (commonLists.has(of) && of.includes(best) ? n : 0), 0)
  if (votesOf(best) < all * SHARE || common < all * COMMON_SHARE) return undefined
  const isAhead = (other: string) => votesOf(best, other) > votesOf(other, best) * LEAD
  return languages.every((other) => other === best || isAhead(other)) ? best : undefined
}
