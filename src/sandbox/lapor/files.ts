import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Database, Query } from '../database.ts'
import { Refusal, refuseFaults, shown } from '../refusal.ts'
import { type FormFile, isForm } from './form.ts'

const LARGEST_FILE = 5 * 1024 * 1024

/** `POST /complaints/complaint/file`, and the files themselves. */
export function serveFiles(app: FastifyInstance, database: Database): void {
  app.post('/complaints/complaint/file', { config: { call: 'file' } }, async (request) => {
    if (!isForm(request.body))
      throw new Refusal(415, 'Kirim multipart/form-data dengan attachments[] (send multipart/form-data with attachments[])')
    const { files } = request.body
    refuseFaults(
      files.length === 0 ? [{ field: 'attachments[]', came: 'no file', expected: 'one file or more in fields named attachments[]' }] : [],
    )
    refuseFaults(files.flatMap((file) => checkFile(file, ['attachments[]', 'attachments'])))
    const kept: { id: number; kind: string }[] = []
    for (const file of files) kept.push(await keepFile(file, database))
    const ids = (kind: string) => kept.filter((file) => file.kind === kind).map(({ id }) => ({ id }))
    return { results: { docs: ids('doc'), images: ids('image') } }
  })
}

export function serveFileBytes(app: FastifyInstance, database: Database): void {
  app.get<{ Params: { id: string } }>('/files/:id/:name', async (request, reply) => {
    const { rows } = await database.query<{ media_type: string; bytes: Buffer }>('select media_type, bytes from files where id = $1', [
      /^[0-9]{1,15}$/.test(request.params.id) ? request.params.id : '0',
    ])
    if (rows[0] === undefined) throw new Refusal(404, 'Berkas tidak ada (there is no such file)')
    return reply.type(rows[0].media_type).send(rows[0].bytes)
  })
}

export function checkFile({ field, name, bytes }: FormFile, fieldNames: readonly string[] | RegExp) {
  const named = fieldNames instanceof RegExp ? fieldNames.test(field) : fieldNames.includes(field)
  if (!named)
    return [
      {
        field,
        came: `a file in the field ${shown(field)}`,
        expected: `the field ${fieldNames instanceof RegExp ? 'attachment[0], attachment[1] …' : fieldNames[0]}`,
      },
    ]
  if (bytes.length === 0) return [{ field, came: 'an empty file', expected: `1 to ${LARGEST_FILE} bytes` }]
  if (bytes.length > LARGEST_FILE) return [{ field, came: `${bytes.length} bytes`, expected: `at most ${LARGEST_FILE} bytes (5 MB)` }]
  if (name === '') return [{ field, came: 'a file without a name', expected: 'a file name with an ending' }]
  return []
}

export async function keepFile({ name, mediaType, bytes }: Omit<FormFile, 'field'>, query: Query): Promise<{ id: number; kind: string }> {
  const kind = mediaType.startsWith('image/') ? 'image' : 'doc'
  const plainName = name
    .replace(/^.*[\\/]/s, '')
    .replaceAll('\u0000', '')
    .toWellFormed()
    .slice(0, 255)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const { rows } = await query.query<{ id: string }>(
    'insert into files (kind, name, media_type, size_bytes, sha256, bytes) values ($1, $2, $3, $4, $5, $6) returning id',
    [kind, plainName, mediaType.replaceAll('\u0000', ''), bytes.length, sha256, bytes],
  )
  return { id: Number(rows[0]?.id), kind }
}
