import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import { checkMapping } from '../src/mapping/check-mapping.ts'
import { FieldRuleSchema, MappingSchema } from '../src/mapping/grammar.ts'
import { TARGETS } from '../src/mapping/targets.ts'
import { TRANSFORMS } from '../src/mapping/transforms/index.ts'

const guide = await readFile(join(import.meta.dirname, '../docs/add-a-mapping.md'), 'utf8')

test('docs/add-a-mapping.md names every word of the grammar, every field and every transform', () => {
  const words = [MappingSchema.properties, FieldRuleSchema.properties, TARGETS, TRANSFORMS].flatMap((table) => Object.keys(table))
  const missing = words.filter((word) => !guide.includes(`\`${word}\``))
  assert.deepEqual(missing, [])
})

test('the example of docs/add-a-mapping.md has no fault', () => {
  const yaml = /```yaml\n([^`]*grammar: mapping\/1[^`]*)```/.exec(guide)?.[1] ?? ''
  assert.deepEqual(checkMapping(parse(yaml), { source: 'lapor-contoh', tables: new Map() }), [])
})
