import { parse } from 'yaml'

/** What people read, in each language: connectors/<kind>/messages.<language>.yaml. */
export type Language = 'id' | 'en'

export interface Texts<Key extends string = string> {
  /** The text of `key`, with each {name} replaced by its value. Throws when a value is missing: a person never reads a brace. */
  say(language: Language, key: Key, values?: Readonly<Record<string, string | number>>): string
}

/**
 * Reads the YAML texts of all languages: a map of keys to texts; a map inside gives keys with a dot (`status.received`). Throws when a key or a placeholder is in one language
 * and not in the other.
 */
export function compileTexts<Key extends string = string>(sources: Readonly<Record<Language, string>>): Texts<Key> {
  const all = { id: flatten(parse(sources.id)), en: flatten(parse(sources.en)) }
  for (const key of new Set([...all.id.keys(), ...all.en.keys()])) {
    const [one, other] = [all.id.get(key), all.en.get(key)]
    if (one === undefined || other === undefined) throw new Error(`the text ${key} is not in both languages`)
    if (names(one) !== names(other)) throw new Error(`the text ${key} has other placeholders in the other language`)
  }
  return {
    say(language, key, values = {}) {
      const text = all[language].get(key)
      if (text === undefined) throw new Error(`there is no text ${key}`)
      return text.replace(PLACEHOLDER, (_, name: string) => {
        const value = values[name]
        if (value === undefined) throw new Error(`the text ${key} needs ${name}`)
        return String(value)
      })
    },
  }
}

const PLACEHOLDER = /\{(\w+)\}/g

function names(text: string): string {
  return [...new Set([...text.matchAll(PLACEHOLDER)].map(([, name]) => name))].sort().join()
}

function flatten(node: unknown, path = ''): Map<string, string> {
  if (typeof node === 'string') return new Map([[path, node.trimEnd()]])
  if (typeof node !== 'object' || node === null) throw new Error(`the text ${path} is no text`)
  return new Map(Object.entries(node).flatMap(([key, value]) => [...flatten(value, path === '' ? key : `${path}.${key}`)]))
}
