import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { ComplaintSchema } from '../contract/complaint.ts'
import type { JsonSchema } from '../contract/connector.ts'
import { CalendarFileSchema } from './calendar-schema.ts'
import { ChannelFileSchema } from './channel-schema.ts'
import { GatewayFileSchema } from './gateway-schema.ts'
import { RegionFileSchema } from './region-schema.ts'
import { SlaFileSchema } from './sla-schema.ts'

/** Writes config/*.schema.json, which editors read, from the schemas in code, which the gateway checks by: `node src/config/write-schemas.ts [folder]`. */
export async function writeSchemas(dir: string): Promise<void> {
  for (const [name, text] of schemaTexts()) await writeFile(path.join(dir, name), text)
}

/** File name → its whole text. */
export function schemaTexts(): ReadonlyMap<string, string> {
  const schemas: Record<string, JsonSchema> = {
    'complaint.schema.json': ComplaintSchema,
    'gateway.schema.json': GatewayFileSchema,
    'region.schema.json': RegionFileSchema,
    'channel.schema.json': ChannelFileSchema,
    'sla.schema.json': SlaFileSchema,
    'calendar.schema.json': CalendarFileSchema,
  }
  const dialect = { $schema: 'https://json-schema.org/draft/2020-12/schema' }
  return new Map(Object.entries(schemas).map(([name, schema]) => [name, jsonText({ ...dialect, ...schema })]))
}

/** As the formatter writes it: short lists stand on one line. */
function jsonText(value: object): string {
  const text = JSON.stringify(value, null, 2).replaceAll(
    /^(.*)\[\n([^[\]{}]*?)\n *\](,?)$/gm,
    (list: string, before: string, items: string, comma: string) => {
      const line = `${before}[${items.replaceAll(/\s*\n\s*/g, ' ').trim()}]${comma}`
      return line.length <= 140 ? line : list
    },
  )
  return `${text}\n`
}

if (import.meta.main) await writeSchemas(process.argv[2] ?? path.resolve(import.meta.dirname, '../../config'))
