/** Cuts a stream into PDUs by their command_length. */
export class Frames {
  readonly #maxBytes: number
  #chunks: Buffer[] = []
  #bytes = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** Each PDU that is whole now. Throws `LengthError`, behind those before it, when a length cannot be: after it nothing in the stream has a meaning. */
  *push(chunk: Buffer): Generator<Buffer, void> {
    this.#chunks.push(chunk)
    this.#bytes += chunk.length
    for (let length = this.#nextLength(); length !== null && this.#bytes >= length; length = this.#nextLength()) {
      const all = this.#join()
      this.#chunks = [all.subarray(length)]
      this.#bytes -= length
      yield all.subarray(0, length)
    }
  }

  #nextLength(): number | null {
    if (this.#bytes < HEADER_BYTES) return null
    const first = this.#chunks[0]
    const length = (first !== undefined && first.length >= 4 ? first : this.#join()).readUInt32BE(0)
    if (length < HEADER_BYTES || length > this.#maxBytes) throw new LengthError(length)
    return length
  }

  #join(): Buffer {
    const all = this.#chunks.length === 1 && this.#chunks[0] !== undefined ? this.#chunks[0] : Buffer.concat(this.#chunks)
    this.#chunks = [all]
    return all
  }
}

export const HEADER_BYTES = 16

export class LengthError extends Error {
  override readonly name = 'LengthError'

  constructor(length: number) {
    super(`a PDU of ${length} bytes was announced`)
  }
}
