import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { eventually } from '../../test/support/eventually.ts'
import { type Line, openLine } from './cut-proxy.ts'

test('a line passes both ways, cuts at the byte it is told to, is silent, refuses, and passes again', async (t) => {
  const { line, received } = await echo(t)
  const receivedBehind = (count: number) => eventually('the server hears of it', () => received[count])
  assert.equal(await ask(line, 'halo'), 'halo')

  await line.set({ kind: 'cut', way: 'there', afterBytes: 2 })
  // What the server sends back comes before the cut or does not.
  assert.match(await ask(line, 'dua'), /^(du|ECONNRESET)$/)
  assert.equal(await receivedBehind(1), 'du')

  await line.set({ kind: 'cut', way: 'back', afterBytes: 1 })
  assert.equal(await ask(line, 'tiga'), 't')
  assert.equal(await receivedBehind(2), 'tiga')

  await line.set({ kind: 'silent' })
  const hung = ask(line, 'empat')
  await line.set({ kind: 'refuse' })
  assert.match(await hung, /ECONNRESET|ECONNREFUSED/)
  assert.notEqual(received.at(-1), 'empat')
  assert.equal(await ask(line, 'lima'), 'ECONNREFUSED')

  await line.set({ kind: 'poison', words: 'racun' })
  assert.match(await ask(line, 'racun'), /^HTTP\/1\.1 500/)
  assert.equal(await ask(line, 'enam'), 'enam')

  await line.set({ kind: 'slow', ms: 1 })
  assert.equal(await ask(line, 'tujuh'), 'tujuh')
})

/** A line to a server that sends back what it gets. */
async function echo(t: TestContext): Promise<{ line: Line; received: string[] }> {
  const received: string[] = []
  const server = createServer((socket: Socket) => {
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      received.push(chunk.toString())
      socket.write(chunk)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const line = await openLine(() => ({ port }))
  t.after(async () => {
    await line.close()
    server.close()
  })
  return { line, received }
}

/** What came back until there was as much as was sent, or the line broke; its code when nothing came. */
function ask({ port }: Line, words: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' })
    let answer = ''
    socket.on('connect', () => socket.write(words))
    socket.on('data', (chunk) => {
      answer += chunk.toString()
      if (answer.length >= words.length) socket.destroy()
    })
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(answer || (error.code ?? '')))
    socket.on('close', () => resolve(answer))
  })
}
