import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormatsModule from 'ajv-formats'
import { type Complaint, ComplaintSchema } from '../contract/complaint.ts'
import type { FieldError } from '../contract/errors.ts'
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
  return (isComplaint.errors ?? []).map((error) => ({
    at: sourceOf(error.instancePath, draft),
    message: `${nameOf(error)} ${error.message ?? 'is not valid'}`,
  }))
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

function nameOf(error: ErrorObject): string {
  return error.instancePath === '' ? 'the complaint' : `the complaint's ${error.instancePath.slice(1).replaceAll('/', '.')}`
}
