import { randomUUID } from 'node:crypto'
import type { StoredFile } from '../../src/contract/central.ts'
import { GatewayError } from '../../src/contract/errors.ts'

export interface Multipart {
  readonly contentType: string
  readonly body: Uint8Array
}

export interface FilePart {
  readonly field: string
  readonly file: StoredFile
}

/** A multipart/form-data body. Field names are ours; texts go as UTF-8. */
export async function buildMultipart(fields: Readonly<Record<string, string>>, files: readonly FilePart[]): Promise<Multipart> {
  const boundary = `lapor-gateway-${randomUUID()}`
  const chunks: Uint8Array[] = []
  for (const [name, value] of Object.entries(fields)) {
    chunks.push(Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`))
  }
  for (const { field, file } of files) {
    const head = `content-disposition: form-data; name="${field}"; filename="${neutralName(file)}"\r\ncontent-type: ${safeMediaType(file)}`
    chunks.push(Buffer.from(`--${boundary}\r\n${head}\r\n\r\n`), await readFile(file), Buffer.from('\r\n'))
  }
  chunks.push(Buffer.from(`--${boundary}--\r\n`))
  return { contentType: `multipart/form-data; boundary=${boundary}`, body: Buffer.concat(chunks) }
}

async function readFile(file: StoredFile): Promise<Uint8Array> {
  try {
    return await file.read()
  } catch (cause) {
    throw new GatewayError('attachment_unavailable', `the stored file ${file.sha256.slice(0, 12)} cannot be read`, { cause })
  }
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/heic': 'heic',
  'application/pdf': 'pdf',
  'video/mp4': 'mp4',
  'audio/mpeg': 'mp3',
  'audio/ogg': 'ogg',
}

/** Never the citizen's file name: it may hold a path, a name or a phone. */
function neutralName({ sha256, name, mediaType }: StoredFile): string {
  const given = /\.([a-z0-9]{1,5})$/i.exec(name)?.[1]?.toLowerCase()
  return `lampiran-${sha256.slice(0, 12)}.${EXTENSIONS[mediaType.toLowerCase()] ?? given ?? 'bin'}`
}

function safeMediaType({ mediaType }: StoredFile): string {
  return /^[\w.+-]+\/[\w.+-]+$/.test(mediaType) ? mediaType : 'application/octet-stream'
}
