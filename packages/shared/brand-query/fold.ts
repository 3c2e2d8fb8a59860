const ASCII = /^[\0-\x7f]*$/
/** Diacritics of Latin, Greek and Cyrillic only: in Indic scripts combining marks are vowels and stay. */
const DIACRITICS = /[\u0300-\u036f]/g
/** Would become letters by decomposition and stick to the brand's name: "Lumo™" must stay "lumo". */
const LEGAL_SIGNS = /[™℠]/g
/** Soft hyphen and joiners: invisible, and inside of words. */
const INVISIBLE = /\u00ad|\u200c|\u200d|\u2060|\ufeff/g

/**
 * Makes texts comparable: lower case, without diacritics ("Café" = "cafe"), compatibility forms resolved
 * (full-width and mathematical letters become plain ones), ß as ss. Folding twice changes nothing.
 */
export function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase()
  let folded = foldOnce(text)
  for (let again = foldOnce(folded); again !== folded; again = foldOnce(folded)) folded = again
  return folded
}

function foldOnce(text: string): string {
  return text
    .replace(LEGAL_SIGNS, ' ')
    .replace(INVISIBLE, '')
    .normalize('NFKD')
    .toLowerCase()
    .replace(DIACRITICS, '')
    .replaceAll('ß', 'ss')
    .replaceAll('ς', 'σ')
}
