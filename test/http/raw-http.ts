import { connect, type Socket } from 'node:net'

/** Sends bytes as they are and reads one answer, however the connection ends. */
export function sendRaw(
  port: number,
  parts: string | readonly (string | Uint8Array)[],
): Promise<{ status: number; head: string; body: string }> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(port, '127.0.0.1')
    const chunks: Buffer[] = []
    const done = () => {
      socket.destroy()
      const text = Buffer.concat(chunks).toString()
      const [head = '', ...rest] = text.split('\r\n\r\n')
      const status = Number(/^HTTP\/1\.1 (\d{3})/m.exec(head)?.[1])
      if (Number.isNaN(status)) reject(new Error(`no answer came: ${JSON.stringify(text.slice(0, 80))}`))
      else resolve({ status, head, body: rest.join('\r\n\r\n') })
    }
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      if (isWhole(Buffer.concat(chunks).toString())) done()
    })
    socket.on('close', done)
    socket.on('error', () => undefined)
    for (const part of [parts].flat()) socket.write(part)
  })
}

function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0 || text.startsWith('HTTP/1.1 100')) return false
  const length = /content-length: (\d+)/i.exec(text.slice(0, end))?.[1]
  return length !== undefined && Buffer.byteLength(text.slice(end + 4)) >= Number(length)
}
