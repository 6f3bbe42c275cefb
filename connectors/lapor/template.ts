/** Fills {{institution_from}} and its like; a name that is not known becomes empty. */
export function fillTemplate(template: string, values: Readonly<Record<string, string | null>>): string {
  const filled = template.replace(/\{\{\s*([a-z_]+)\s*\}\}/gi, (_, name: string) => values[name.toLowerCase()] ?? '')
  return filled.replace(/[ \t]{2,}/g, ' ').trim()
}
