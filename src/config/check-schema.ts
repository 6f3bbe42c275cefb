import type { ErrorObject, ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import ajvFormats from 'ajv-formats'
import type { JsonSchema } from '../contract/connector.ts'
import { nearest } from './nearest.ts'

/** One fault of a value: where, what to write instead, and whether the key or the value is to blame. */
export interface SchemaFault {
  /** JSON Pointer of the value; for a missing key, where it should be. */
  readonly at: string
  readonly message: string
  readonly points: 'key' | 'value'
  /** The key is not there. */
  readonly missing: boolean
}

export type SchemaCheck = (value: unknown) => readonly SchemaFault[]

/**
 * Makes a check of a schema, whose faults are sentences for people. They never quote a value, which may be a secret. The schema is compiled when it is used first, and
 * without optimizing, which takes longer than what a few files gain by it.
 */
export function compileSchema(schema: JsonSchema): SchemaCheck {
  let validate: ValidateFunction | undefined
  return (value) => {
    validate ??= compile(schema)
    return validate(value) ? [] : toFaults(validate.errors ?? [])
  }
}

function compile(schema: JsonSchema): ValidateFunction {
  const ajv = new Ajv2020({ allErrors: true, verbose: true, strict: false, $data: false, validateSchema: false, code: { optimize: false } })
  ajvFormats.default(ajv)
  return ajv.compile(schema)
}

function toFaults(errors: readonly ErrorObject[]): SchemaFault[] {
  const faults = new Map<string, SchemaFault>()
  const misspelt = new Set<string>()
  for (const error of withoutOtherForms(errors).sort((a, b) => Number(a.keyword === 'required') - Number(b.keyword === 'required'))) {
    if (error.keyword === 'required' && misspelt.has(child(error.instancePath, String(error.params.missingProperty)))) continue
    const close = unknownKey(error)?.close
    if (close) misspelt.add(child(error.instancePath, close))
    const fault = toFault(error)
    const key = `${fault.at} ${fault.points}`
    if (!faults.has(key)) faults.set(key, fault)
  }
  return [...faults.values()].slice(0, 20)
}

function toFault(error: ErrorObject): SchemaFault {
  const params: Record<string, unknown> = error.params
  const value = (message: string): SchemaFault => ({ at: error.instancePath, message, points: 'value', missing: false })
  switch (error.keyword) {
    case 'required': {
      const name = String(params.missingProperty)
      return {
        at: child(error.instancePath, name),
        message: `${name} is missing; ${advice(property(error.parentSchema, name)) || 'write it'}`,
        points: 'key',
        missing: true,
      }
    }
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const { name, close, known } = unknownKey(error) ?? { name: '', close: null, known: [] }
      const hint = close ? `did you mean ${close}?` : `remove it${known.length > 0 ? ` (known: ${known.join(', ')})` : ''}`
      return { at: child(error.instancePath, name), message: `${name} is not known here; ${hint}`, points: 'key', missing: false }
    }
    case 'type':
      return value(typeSentence(error, String(params.type)))
    case 'enum':
    case 'const': {
      const allowed = (Array.isArray(params.allowedValues) ? params.allowedValues : [params.allowedValue]).map(String)
      const close = typeof error.data === 'string' ? nearest(error.data, allowed) : null
      return value(`write one of: ${allowed.join(', ')}${close ? `; did you mean ${close}?` : ''}`)
    }
    case 'pattern':
    case 'format':
      return value(
        advice(error.parentSchema) ||
          (error.keyword === 'format' ? `write a ${String(params.format)}` : `it must match ${String(params.pattern)}`),
      )
    case 'minimum':
      return value(`write ${String(params.limit)} or more`)
    case 'maximum':
      return value(`write ${String(params.limit)} or less`)
    case 'minLength':
      return value('it is empty; write a text or remove the key')
    case 'maxLength':
      return value(`it is longer than ${String(params.limit)} characters`)
    case 'minItems':
      return value('the list is too short; write at least one item')
    case 'maxItems':
      return value(`the list has more than ${String(params.limit)} items`)
    case 'uniqueItems':
      return value('an item is written twice; keep one')
    case 'anyOf':
    case 'oneOf':
      return value(advice(error.parentSchema) || 'none of the allowed forms fits')
    default:
      return value(`${error.message ?? 'it is not valid'}${advice(error.parentSchema) ? `; ${advice(error.parentSchema)}` : ''}`)
  }
}

function unknownKey({ params, parentSchema }: ErrorObject): { name: string; close: string | null; known: string[] } | null {
  const name: unknown = params.additionalProperty ?? params.unevaluatedProperty
  if (typeof name !== 'string') return null
  const known = Object.keys((parentSchema?.properties as object | undefined) ?? {})
  return { name, close: nearest(name, known), known }
}

/** `code: 35.10` is a number to YAML, and has lost its zero. */
function typeSentence(error: ErrorObject, type: string): string {
  if (type === 'string' && (typeof error.data === 'number' || typeof error.data === 'boolean'))
    return 'write it in quotes, or YAML reads it as a number or a yes/no'
  const words: Record<string, string> = {
    object: 'keys below it (name: value)',
    array: 'a list (- item)',
    integer: 'a whole number',
    number: 'a number',
    boolean: 'true or false',
    string: 'a text',
    null: 'null',
  }
  const hint = advice(error.parentSchema)
  return `write ${words[type] ?? type} here${hint ? `; ${hint}` : ''}`
}

function advice(schema: unknown): string {
  const description: unknown = typeof schema === 'object' && schema !== null ? Reflect.get(schema, 'description') : undefined
  return typeof description === 'string' ? `expected: ${description}` : ''
}

function property(schema: unknown, name: string): unknown {
  const properties: unknown = typeof schema === 'object' && schema !== null ? Reflect.get(schema, 'properties') : undefined
  return typeof properties === 'object' && properties !== null ? Reflect.get(properties, name) : undefined
}

function child(pointer: string, name: string): string {
  return `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
}

/** Where one of several forms would do, or where `if` chose one, the faults of the forms not meant are left out. */
function withoutOtherForms(errors: readonly ErrorObject[]): ErrorObject[] {
  const unions = errors.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf').map(({ schemaPath }) => `${schemaPath}/`)
  return errors.filter(({ keyword, schemaPath }) => keyword !== 'if' && !unions.some((union) => schemaPath.startsWith(union)))
}
