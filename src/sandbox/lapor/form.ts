import type { Readable } from 'node:stream'
import busboy from 'busboy'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Refusal } from '../refusal.ts'

export interface Form {
  readonly fields: Readonly<Record<string, string>>
  readonly files: readonly FormFile[]
}

export interface FormFile {
  readonly field: string
  readonly name: string
  readonly mediaType: string
  readonly bytes: Buffer
}

const LARGEST_FORM = 64 * 1024 * 1024

/** multipart/form-data becomes a Form. Read whole, so that an answer never crosses a request that is still arriving. */
export function parseForms(app: FastifyInstance): void {
  app.addContentTypeParser('multipart/form-data', { bodyLimit: LARGEST_FORM }, (request: FastifyRequest, payload: Readable) =>
    readForm(request.headers['content-type'] ?? '', payload),
  )
}

export function isForm(body: unknown): body is Form {
  return typeof body === 'object' && body !== null && 'fields' in body && 'files' in body
}

function readForm(contentType: string, payload: Readable): Promise<Form> {
  return new Promise((resolve, reject) => {
    const fields: Record<string, string> = {}
    const files: FormFile[] = []
    let size = 0
    const fail = (error: unknown) => {
      payload.resume()
      reject(
        error instanceof Refusal
          ? error
          : new Refusal(
              400,
              `Formulir tidak terbaca (the multipart body cannot be read: ${error instanceof Error ? error.message : 'malformed'})`,
            ),
      )
    }
    let parser: busboy.Busboy
    try {
      parser = busboy({
        headers: { 'content-type': contentType },
        defParamCharset: 'utf8',
        limits: { fields: 50, files: 50, fieldSize: 1_000_000, parts: 100 },
      })
    } catch (error) {
      fail(error)
      return
    }
    parser.on('field', (name, value) => {
      fields[name] = value
    })
    parser.on('file', (field, stream, info) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size > LARGEST_FORM) fail(new Refusal(413, `Berkas terlalu besar (the form has more than ${LARGEST_FORM} bytes)`))
        else chunks.push(chunk)
      })
      stream.on('close', () => files.push({ field, name: info.filename ?? '', mediaType: info.mimeType, bytes: Buffer.concat(chunks) }))
      stream.on('error', fail)
    })
    parser.on('close', () => resolve({ fields, files }))
    parser.on('error', fail)
    payload.on('error', fail)
    payload.pipe(parser)
  })
}
