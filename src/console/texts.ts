import type { Language } from '../contract/access.ts'

/** Indonesian first, English beside it. `{name}` is filled in. */
export interface Text {
  readonly id: string
  readonly en: string
}

/** The text in this language, with its values in place. */
export function say(language: Language, text: Text, values: Readonly<Record<string, string | number>> = {}): string {
  return text[language].replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}
