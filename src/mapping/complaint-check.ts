import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormatsModule from 'ajv-formats'
import { type Complaint, ComplaintSchema } from '../contract/complaint.ts'
import type { TwoTexts } from '../contract/error-words.ts'
import type { FieldError } from '../contract/errors.ts'
import { fieldFault } from '../contract/field-fault.ts'
import type { Draft } from './draft.ts'

// ajv-formats is CommonJS: its default export is the module's `default`.
const addFormats = addFormatsModule.default

/** Compiled when the first complaint comes. */
let compiled: ValidateFunction<Complaint> | undefined
function schema(): ValidateFunction<Complaint> {
  if (compiled) return compiled
  const ajv = new Ajv2020({ strict: false, validateSchema: false })
  addFormats(ajv)
  compiled = ajv.compile<Complaint>(ComplaintSchema)
  return compiled
}

/** What breaks the complaint schema, told at the payload's own place where the value came from one. Empty: nothing. */
export function checkComplaint(complaint: Complaint, draft: Draft): readonly FieldError[] {
  const isComplaint = schema()
  if (isComplaint(complaint)) return []
  return (isComplaint.errors ?? []).map((error) => {
    const name = nameOf(error)
    return fieldFault(
      sourceOf(error.instancePath, draft),
      `${name.id} ${breachInIndonesian(error)}`,
      `${name.en} ${error.message ?? 'is not valid'}`,
    )
  })
}

function sourceOf(path: string, draft: Draft): string {
  const steps = path.split('/').slice(1)
  const names = [steps.slice(0, 2).join('.'), steps.slice(0, 2).join('/'), steps[0] ?? '']
  for (const name of names) {
    const at = draft.sources.get(name)
    if (at !== undefined) return at
  }
  return ''
}

function nameOf({ instancePath }: ErrorObject): TwoTexts {
  if (instancePath === '') return { id: 'laporan', en: 'the complaint' }
  const field = instancePath.slice(1).replaceAll('/', '.')
  return { id: `${field} pada laporan`, en: `the complaint's ${field}` }
}

/** The validator speaks English only. */
function breachInIndonesian({ keyword, params }: ErrorObject): string {
  const limit = String(params['limit'])
  switch (keyword) {
    case 'required':
      return `tidak memiliki ${String(params['missingProperty'])}`
    case 'maxLength':
      return `tidak boleh lebih dari ${limit} karakter`
    case 'minLength':
      return `tidak boleh kurang dari ${limit} karakter`
    case 'maxItems':
      return `tidak boleh berisi lebih dari ${limit}`
    case 'minItems':
      return `tidak boleh berisi kurang dari ${limit}`
    case 'minimum':
      return `tidak boleh kurang dari ${limit}`
    case 'maximum':
      return `tidak boleh lebih dari ${limit}`
    case 'enum':
      return `harus salah satu dari: ${[params['allowedValues']].flat().join(', ')}`
    case 'type':
      return `harus berjenis ${[params['type']].flat().join(', ')}`
    case 'format':
      return `harus berbentuk ${String(params['format'])}`
    case 'pattern':
      return `harus sesuai pola ${String(params['pattern'])}`
    default:
      return `tidak sah (${keyword})`
  }
}
