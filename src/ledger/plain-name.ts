/** What a file is called in the open: people name files after themselves and their phones, so only the kind of file stays. null: it has no name. */
export function plainName(name: string | null | undefined, position: number): string | null {
  if (name === null || name === undefined) return null
  const kind = /\.([a-z][a-z0-9]{1,3})$/i.exec(name.trim())?.[1]
  return `lampiran-${position + 1}${kind === undefined ? '' : `.${kind.toLowerCase()}`}`
}
