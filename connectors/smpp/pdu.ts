import smpp, { type CommandDefinition } from 'smpp'
import { STATUS } from './command-status.ts'
import { HEADER_BYTES } from './frames.ts'

/** One PDU as it came. Texts are octets: the package's own reading of them guesses alphabets. */
export interface Pdu {
  /** 'unknown' when the id is none of SMPP 3.4. */
  readonly command: string
  readonly status: number
  readonly sequence: number
  readonly fields: Readonly<Record<string, unknown>>
  /** Optional parameters by tag; of one that comes twice the first holds. */
  readonly options: ReadonlyMap<number, Buffer>
}

/** Why a PDU cannot be read, and with what it is to be answered. */
export class PduError extends Error {
  override readonly name = 'PduError'
  readonly status: number
  readonly header: Pick<Pdu, 'command' | 'sequence'>

  constructor(status: number, header: Pick<Pdu, 'command' | 'sequence'>, message: string) {
    super(message)
    this.status = status
    this.header = header
  }
}

/**
 * Reads one whole PDU with the package's tables and without its reader, which throws on lengths that lie, or reads past them. Responses may leave their fields out,
 * as they do with an error. Throws PduError.
 */
export function readPdu(frame: Buffer): Pdu {
  const definition = smpp.commandsById[frame.readUInt32BE(4)]
  const header = {
    command: definition?.command ?? 'unknown',
    status: frame.readUInt32BE(8),
    sequence: frame.readUInt32BE(12),
  }
  if (definition === undefined) return { ...header, fields: {}, options: new Map() }
  const isResponse = isResponseCommand(header.command)
  const { fields, end } = readFields(frame, definition, (message) => new PduError(STATUS.commandLengthInvalid, header, message), isResponse)
  return { ...header, fields, options: readOptions(frame.subarray(end), header, isResponse) }
}

/** Throws what the package throws when a field does not fit: our own fields do. */
export function writePdu(
  command: string,
  { sequence, status = STATUS.ok }: { sequence: number; status?: number },
  fields: object = {},
): Buffer {
  const { id, params = {} } = smpp.commands[command] ?? {}
  if (id !== undefined && Object.keys(params).length === 0) return writeHeader(id, status, sequence)
  return new smpp.PDU(command, { ...fields, sequence_number: sequence, command_status: status }).toBuffer()
}

/** All there is of an enquire_link: an SMSC may send many. */
function writeHeader(id: number, status: number, sequence: number): Buffer {
  const octets = Buffer.alloc(HEADER_BYTES)
  for (const [index, value] of [HEADER_BYTES, id, status, sequence].entries()) octets.writeUInt32BE(value, index * 4)
  return octets
}

export function isResponseCommand(command: string): boolean {
  return command === 'generic_nack' || command.endsWith('_resp')
}

/** What answers a request with this name, also one that nobody knows. */
export function responseTo(command: string): string {
  return smpp.commands[`${command}_resp`] === undefined ? 'generic_nack' : `${command}_resp`
}

type Fault = (message: string) => PduError

function readFields(
  frame: Buffer,
  { params = {} }: CommandDefinition,
  fault: Fault,
  mayEndEarly: boolean,
): { fields: Record<string, unknown>; end: number } {
  const fields: Record<string, unknown> = {}
  let at = HEADER_BYTES
  for (const [name, { type }] of Object.entries(params)) {
    if (at >= frame.length) {
      if (mayEndEarly) break
      throw fault(`it ends before ${name}`)
    }
    if (type === smpp.types.buffer && at + 1 + (frame[at] ?? 0) > frame.length) throw fault(`${name} is longer than the PDU`)
    try {
      fields[name] = type.read(frame, at)
      at += type.size(fields[name])
    } catch {
      throw fault(`${name} cannot be read`)
    }
    // A text without its end; a response's last one may be so.
    if (at > frame.length + (mayEndEarly ? 1 : 0)) throw fault(`${name} has no end`)
  }
  return { fields, end: Math.min(at, frame.length) }
}

function readOptions(octets: Buffer, header: Pick<Pdu, 'command' | 'sequence'>, isResponse: boolean): ReadonlyMap<number, Buffer> {
  const options = new Map<number, Buffer>()
  for (let at = 0; at < octets.length; ) {
    const end = at + 4 <= octets.length ? at + 4 + octets.readUInt16BE(at + 2) : Number.POSITIVE_INFINITY
    if (end > octets.length) {
      if (isResponse) break
      throw new PduError(STATUS.fieldsInvalid, header, 'an optional parameter is longer than the PDU')
    }
    const tag = octets.readUInt16BE(at)
    if (!options.has(tag)) options.set(tag, octets.subarray(at + 4, end))
    at = end
  }
  return options
}

/** Tags of optional parameters (SMPP 3.4 §5.3.2). */
export const TAG = {
  receiptedMessageId: 0x001e,
  userMessageReference: 0x0204,
  sarReference: 0x020c,
  sarTotal: 0x020e,
  sarPart: 0x020f,
  networkErrorCode: 0x0423,
  messagePayload: 0x0424,
  messageState: 0x0427,
} as const
