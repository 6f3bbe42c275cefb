import busboy from 'busboy'
import type { ArrivalFile } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import type { Field } from './form.ts'

const MAX_FILES = 20
const MAX_FIELDS = 200
const MAX_FIELD_BYTES = 1024 * 1024

/** multipart/form-data, already in memory and bounded as a whole. Throws `request_unreadable` or `body_too_large`. */
export function readMultipart(bytes: Uint8Array, contentType: string): Promise<{ fields: Field[]; files: ArrivalFile[] }> {
  const limits = {
    files: MAX_FILES,
    fields: MAX_FIELDS,
    parts: MAX_FILES + MAX_FIELDS,
    fieldSize: MAX_FIELD_BYTES,
    fieldNameSize: 200,
    headerPairs: 20,
  }
  return new Promise((resolve, reject) => {
    const fields: Field[] = []
    const files: ArrivalFile[] = []
    const refuse = (message: string, cause?: unknown) => reject(new GatewayError('request_unreadable', message, { cause, at: '' }))
    let parser: busboy.Busboy
    try {
      parser = busboy({ headers: { 'content-type': contentType }, limits, defParamCharset: 'utf8' })
    } catch (cause) {
      refuse('Content-Type names no boundary for its parts', cause)
      return
    }
    parser.on('field', (name, value, info) => {
      if (info.valueTruncated) reject(new GatewayError('body_too_large', `a text field has more than ${MAX_FIELD_BYTES} bytes`))
      else if (name === undefined || info.nameTruncated) refuse('a field has no name, or one of more than 200 bytes')
      else if (value.includes('\uFFFD')) refuse('a field is not valid UTF-8')
      else fields.push([name, value])
    })
    parser.on('file', (field, stream, info) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const content = Buffer.concat(chunks)
        // Without a name or a byte it is no file, only a part of another type.
        if (content.length > 0 || info.filename)
          files.push({ field, name: cleanName(info.filename, files.length), mediaType: info.mimeType, bytes: content })
      })
    })
    parser.on('filesLimit', () => refuse(`more than ${MAX_FILES} files`))
    parser.on('fieldsLimit', () => refuse(`more than ${MAX_FIELDS} fields`))
    parser.on('partsLimit', () => refuse(`more than ${MAX_FILES + MAX_FIELDS} parts`))
    parser.on('error', (cause) => refuse('the parts of the body cannot be told apart; it may be cut off', cause))
    parser.on('close', () => resolve({ fields, files }))
    parser.end(bytes)
  })
}

function cleanName(name: string | undefined, index: number): string {
  const clean = (name ?? '')
    .replace(/[\p{Cc}\p{Cf}/\\]/gu, '')
    .trim()
    .slice(0, 255)
    .toWellFormed()
  return clean === '' || /^\.+$/.test(clean) ? `berkas-${index + 1}` : clean
}
