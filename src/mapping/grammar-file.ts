import { MappingSchema } from './grammar.ts'

/** The text of mappings/mapping.schema.json, which editors read. A test keeps the file equal; `node src/mapping/grammar-file.ts` prints it anew. */
export function writeGrammar(): string {
  return `${JSON.stringify(MappingSchema, null, 2)}\n`
}

if (import.meta.main) process.stdout.write(writeGrammar())
