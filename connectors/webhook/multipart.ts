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
    let seen = 0
    parser.on('field', (name, value, info) => {
      seen += 1
      if (info.valueTruncated) reject(new GatewayError('body_too_large', `a text field has more than ${MAX_FIELD_BYTES} bytes`))
      else if (name === undefined || info.nameTruncated) refuse('a field has no name, or one of more than 200 bytes')
      else if (value.includes('\uFFFD')) refuse('a field is not valid UTF-8')
      else fields.push([name, value])
    })
    parser.on('file', (field, stream, info) => {
      seen += 1
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
    parser.on('close', () => {
      // busboy passes over a part whose Content-Disposition it cannot read: a photo would be lost without a word.
      if (seen < countParts(bytes, contentType)) refuse('a part has no Content-Disposition of form-data, or one that cannot be read')
      else resolve({ fields, files })
    })
    parser.end(bytes)
  })
}

/** By the lines that stand before them, as far as the closing one. */
function countParts(bytes: Uint8Array, contentType: string): number {
  const boundary = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType)
  const mark = `--${boundary?.[1] ?? boundary?.[2] ?? ''}`
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const closing = body.indexOf(`${mark}--`, 0, 'latin1')
  const end = closing < 0 ? body.length : closing
  const line = `\r\n${mark}\r\n`
  let count = body.indexOf(`${mark}\r\n`, 0, 'latin1') === 0 ? 1 : 0
  for (let at = body.indexOf(line, 0, 'latin1'); at >= 0 && at < end; at = body.indexOf(line, at + line.length - 2, 'latin1')) count += 1
  return count
}

function cleanName(name: string | undefined, index: number): string {
  const clean = (name ?? '')
    .replace(/[\p{Cc}\p{Cf}/\\]/gu, '')
    .trim()
    .slice(0, 255)
    .toWellFormed()
  return clean === '' || /^\.+$/.test(clean) ? `berkas-${index + 1}` : clean
}
