/** Tags that name no single language. */
const NO_LANGUAGE = new Set(['und', 'mul', 'zxx', 'mis'])

/** The language of a tag in its shortest code, without region or script: "pt-BR" is "pt", "eng" is "en"; null where it names none. */
export function primaryLanguage(tag: string): string | null {
  const language = canonical(tag)
  return NO_LANGUAGE.has(language) ? null : language
}

function canonical(tag: string): string {
  const [primary = tag] = tag.toLowerCase().split('-')
  const known = cache.get(primary)
  if (known !== undefined) return known
  const language = new Intl.Locale(primary).language
  if (cache.size < CACHED) cache.set(primary, language)
  return language
}

/** Every code of two or three letters fits. */
const CACHED = 20_000
const cache = new Map<string, string>()
