import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import { GatewayError } from '../contract/errors.ts'
import { askForBody } from './unread-bodies.ts'

export interface BodyLimits {
  readonly maxBytes: number
  readonly timeoutMs: number
  /** The gateway stops, and a body that is still on its way is not waited for any more. */
  readonly cut?: AbortSignal | undefined
}

/**
 * The body as sent, after Content-Encoding was undone; bounded in bytes (before and after) and in time.
 * Throws `body_too_large`, `request_timeout`, `request_unreadable`, `media_type_unsupported`.
 */
export async function readBody(request: IncomingMessage, { maxBytes, timeoutMs, cut }: BodyLimits): Promise<Buffer> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  const undo = DECODERS[encoding]
  if (undo === undefined)
    throw new GatewayError('media_type_unsupported', 'this Content-Encoding is not taken; send gzip, deflate, br or none')
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes)
  askForBody(request)
  const sent = await collect(request, maxBytes, timeoutMs, cut)
  if (undo === null || sent.length === 0) return sent
  try {
    return await undo(sent, { maxOutputLength: maxBytes })
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(maxBytes)
    throw new GatewayError('request_unreadable', `the body is not ${encoding}, as Content-Encoding says`, { cause: error })
  }
}

type Decoder = (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>

const DECODERS: Readonly<Record<string, Decoder | null>> = Object.assign(Object.create(null), {
  identity: null,
  '': null,
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
})

function collect(request: IncomingMessage, maxBytes: number, timeoutMs: number, cut?: AbortSignal): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (request.destroyed && !request.complete) {
      reject(new GatewayError('request_unreadable', 'the connection broke before the body was read'))
      return
    }
    const whenCut = cut && toldBy(cut)
    const chunks: Buffer[] = []
    let size = 0
    const timer = setTimeout(
      () => finish(new GatewayError('request_timeout', `the body did not arrive within ${timeoutMs / 1000} seconds; send it again`)),
      timeoutMs,
    )
    const onData = (chunk: Buffer) => {
      size += chunk.length
      if (size > maxBytes) finish(tooLarge(maxBytes))
      else chunks.push(chunk)
    }
    const onEnd = () => finish(null)
    const onBroken = () => finish(new GatewayError('request_unreadable', 'the connection broke before the body was whole'))
    const onCut = () =>
      finish(new GatewayError('gateway_stopping', 'the gateway stops before the body was whole; send it again', { retryAfterMs: 1000 }))
    function finish(error: GatewayError | null): void {
      clearTimeout(timer)
      whenCut?.delete(onCut)
      request.off('data', onData).off('end', onEnd).off('error', onBroken).off('aborted', onBroken)
      request.on('error', () => undefined)
      if (error) {
        request.pause()
        reject(error)
      } else resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size))
    }
    whenCut?.add(onCut)
    request.on('data', onData).on('end', onEnd).on('error', onBroken).on('aborted', onBroken)
  })
}

const told = new WeakMap<AbortSignal, Set<() => void>>()

/** Who is told when it aborts; one listener for all, as adding and removing one costs more than a small body. */
function toldBy(signal: AbortSignal): Set<() => void> {
  const known = told.get(signal)
  if (known) return known
  const all = new Set<() => void>()
  signal.addEventListener('abort', () => {
    for (const tell of [...all]) tell()
  })
  told.set(signal, all)
  return all
}

function tooLarge(maxBytes: number): GatewayError {
  return new GatewayError('body_too_large', `the body is larger than ${maxBytes} bytes, which is the most that is taken here`)
}
