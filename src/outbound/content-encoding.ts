import { promisify } from 'node:util'
import { brotliDecompress, constants, inflateRaw, unzip, zstdDecompress } from 'node:zlib'

/** What we say that we can read. */
export const ACCEPTED = 'gzip, deflate, br'

/** The answer holds more than it may. */
export class TooMuch extends Error {}

/** Reads a body as it was before it was compressed; null: this encoding is not known. Throws TooMuch as soon as it would be longer than `mostBytes`. */
export async function decodeBody(encoding: string, body: Uint8Array, mostBytes: number): Promise<Uint8Array | null> {
  const decode = DECODERS.get(encoding.trim().toLowerCase())
  if (decode === undefined) return null
  if (body.length === 0) return body
  try {
    return await decode(body, mostBytes)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') throw new TooMuch()
    throw Object.assign(new Error('the answer cannot be decompressed'), { code: 'Z_DATA_ERROR' })
  }
}

type Decoder = (body: Uint8Array, maxOutputLength: number) => Promise<Uint8Array>

// Some servers end a stream without its last bytes; what came is read, as browsers do.
const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH, ZSTD_e_flush } = constants

const readZlib: Decoder = (body, maxOutputLength) => promisify(unzip)(body, { maxOutputLength, finishFlush: Z_SYNC_FLUSH })

/** Half of the world sends it without the header of zlib (RFC 9110, 8.4.1.2). */
const readDeflate: Decoder = (body, maxOutputLength) =>
  body[0] === 0x78 ? readZlib(body, maxOutputLength) : promisify(inflateRaw)(body, { maxOutputLength, finishFlush: Z_SYNC_FLUSH })

const DECODERS: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['gzip', readZlib],
  ['x-gzip', readZlib],
  ['deflate', readDeflate],
  ['br', (body, maxOutputLength) => promisify(brotliDecompress)(body, { maxOutputLength, finishFlush: BROTLI_OPERATION_FLUSH })],
  ['zstd', (body, maxOutputLength) => promisify(zstdDecompress)(body, { maxOutputLength, finishFlush: ZSTD_e_flush })],
])
