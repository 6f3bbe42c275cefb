import type { FastifyError } from 'fastify'
import type { FieldError } from '../contract/errors.ts'

/** What the checker of schemas says about one fault. With `verbose` it also gives the schema of the place. */
export type Fault = NonNullable<FastifyError['validation']>[number] & { readonly parentSchema?: unknown }

export interface PlainFault extends FieldError {
  /** The fault in one line, with the name of the place. */
  readonly line: string
}

/** A fault of a request in plain words: "filter is missing", "unknown parameter foo". */
export function plainFault(fault: Fault, where: string): PlainFault {
  const { keyword, params, instancePath } = fault
  const missing = params['missingProperty']
  const unknown = params['additionalProperty']
  if (keyword === 'required' && typeof missing === 'string') {
    const at = `${instancePath}/${escaped(missing)}`
    return { at, message: 'is missing', line: `${nameOf(at)} is missing` }
  }
  if (keyword === 'additionalProperties' && typeof unknown === 'string') {
    const what = where === 'querystring' ? 'parameter' : 'member'
    return { at: `${instancePath}/${escaped(unknown)}`, message: `unknown ${what}`, line: `unknown ${what} ${unknown.slice(0, 64)}` }
  }
  const words = WORDS[keyword]?.(params, schemaOf(fault)) ?? 'does not fit'
  if (instancePath !== '') return { at: instancePath, message: words, line: `${nameOf(instancePath)}: ${words}` }
  const message = keyword === 'type' ? 'send a JSON object' : words
  return { at: '', message, line: `the ${where === 'querystring' ? 'query' : where}: ${message}` }
}

interface Described {
  readonly description?: unknown
  readonly examples?: unknown
}

type Words = (params: Record<string, unknown>, schema: Described) => string

const WORDS: Readonly<Record<string, Words>> = {
  type: ({ type }) => `write ${[type].flat().map(nameOfType).join(' or ')}`,
  format: ({ format }, schema) => `write ${FORMATS[String(format)] ?? `a value such as ${exampleOf(schema)}`}`,
  enum: ({ allowedValues }) => `write one of: ${[allowedValues].flat().join(', ')}`,
  const: ({ allowedValue }) => `write ${String(allowedValue)}`,
  pattern: (_params, schema) => `does not have the right form${exampleOf(schema) ? `; write it like ${exampleOf(schema)}` : ''}`,
  minLength: () => 'is empty',
  maxLength: ({ limit }) => `is longer than ${limit} characters`,
  minimum: ({ limit }) => `write ${limit} or more`,
  maximum: ({ limit }) => `write ${limit} or less`,
  minItems: () => 'is an empty list',
  maxItems: ({ limit }) => `has more than ${limit} entries`,
  minProperties: () => 'is empty; write at least one member',
}

const FORMATS: Readonly<Record<string, string>> = {
  'date-time': 'a time such as 2026-11-20T00:00:00Z',
  date: 'a day such as 2026-11-20',
  uuid: 'an id such as 019ab1c2-7d1e-7c3a-9f10-3a5b6c7d8e9f',
  uri: 'an address such as https://app.example.go.id/photo.jpg',
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  null: 'null',
}

const nameOfType = (type: unknown): string => TYPES[String(type)] ?? String(type)

const schemaOf = ({ parentSchema }: Fault): Described => (typeof parentSchema === 'object' && parentSchema !== null ? parentSchema : {})

const exampleOf = ({ examples }: Described): string => (Array.isArray(examples) && examples.length > 0 ? String(examples[0]) : '')

const escaped = (member: string): string => member.replaceAll('~', '~0').replaceAll('/', '~1')

/** `filter/from` for `/filter/from`. */
const nameOf = (at: string): string => at.slice(1).slice(0, 100)
