/** The package has no types; these are of what is used here and in the tests. */
declare module 'smpp' {
  import type { EventEmitter } from 'node:events'
  import type { Server as NetServer, Socket } from 'node:net'

  export interface FieldType {
    read(buffer: Buffer, offset: number, length?: number): unknown
    size(value: unknown): number
  }
  export interface CommandDefinition {
    readonly id: number
    readonly command: string
    readonly params?: Readonly<Record<string, { readonly type: FieldType }>>
  }
  export interface PackagePdu {
    readonly command: string
    readonly command_status: number
    readonly sequence_number: number
    readonly [field: string]: unknown
    toBuffer(): Buffer
    response(fields?: object): PackagePdu
  }
  export interface PackageSession extends EventEmitter {
    readonly socket: Socket
    send(pdu: PackagePdu, answered?: (pdu: PackagePdu) => void): boolean
    deliver_sm(fields: object, answered?: (pdu: PackagePdu) => void): boolean
    data_sm(fields: object, answered?: (pdu: PackagePdu) => void): boolean
    enquire_link(fields: object, answered?: (pdu: PackagePdu) => void): boolean
    unbind(answered?: (pdu: PackagePdu) => void): boolean
    close(): void
    destroy(): void
  }
  export interface PackageServer extends NetServer {
    readonly sessions: PackageSession[]
  }
  const smpp: {
    readonly commands: Readonly<Record<string, CommandDefinition>>
    readonly commandsById: Readonly<Record<number, CommandDefinition>>
    readonly types: { readonly cstring: FieldType; readonly buffer: FieldType }
    readonly PDU: new (command: string, fields: object) => PackagePdu
    createServer(options: object, onSession: (session: PackageSession) => void): PackageServer
    createServer(onSession: (session: PackageSession) => void): PackageServer
  }
  export default smpp
}
