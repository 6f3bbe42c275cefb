import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { CentreAsk, CentreCount } from './messages.ts'

/**
 * The centre, the same for all who are measured: takes creates of LAPOR! v3 as fast as it can and counts the distinct tickets that their content names.
 * It keeps nothing of a report but its ticket's number.
 */
const TICKET = /(bench[0-9a-z]+)-(\d{6})/
/** Of each tag: its tickets' numbers with the id of their first create. */
const seen = new Map<string, { readonly ids: Map<number, number>; creates: number }>()
let waiting: { readonly tag: string; readonly distinct: number; readonly done: () => void }[] = []
let lastId = 9_000_000

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  const parts: Buffer[] = []
  request.on('data', (bytes: Buffer) => parts.push(bytes))
  request.on('end', () => {
    let answer = '{"results":{"data":[]}}'
    if (request.method === 'POST') {
      lastId += 1
      note(Buffer.concat(parts).toString(), lastId)
      answer = `{"success":true,"complaint_id":${lastId}}`
    }
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length })
    response.end(answer)
  })
})

function note(body: string, id: number): void {
  const [, tag = '', number = ''] = TICKET.exec(body) ?? []
  if (tag === '') return
  const known = seen.get(tag) ?? { ids: new Map<number, number>(), creates: 0 }
  seen.set(tag, known)
  if (!known.ids.has(Number(number))) known.ids.set(Number(number), id)
  known.creates += 1
  if (waiting.length > 0 && waiting.some((one) => one.tag === tag && known.ids.size >= one.distinct)) settle(tag, known.ids.size)
}

function settle(tag: string, distinct: number): void {
  const done = waiting.filter((one) => one.tag === tag && distinct >= one.distinct)
  waiting = waiting.filter((one) => !done.includes(one))
  for (const one of done) one.done()
}

process.on('message', async ({ id, question }: { id: number; question: CentreAsk }) => {
  if (question.ask === 'forget') seen.clear()
  if (question.ask === 'until') await until(question)
  const known = question.ask === 'forget' ? undefined : seen.get(question.tag)
  const answer: CentreCount = {
    answer: 'count',
    distinct: known?.ids.size ?? 0,
    creates: known?.creates ?? 0,
    ...(question.ask === 'count' && question.ids ? { ids: [...(known?.ids ?? [])] } : {}),
  }
  process.send?.({ id, answer })
})

function until({ tag, distinct, limitMs }: Extract<CentreAsk, { ask: 'until' }>): Promise<void> {
  if ((seen.get(tag)?.ids.size ?? 0) >= distinct) return Promise.resolve()
  return new Promise((resolve) => {
    const late = setTimeout(finish, limitMs)
    const entry = { tag, distinct, done: finish }
    function finish(): void {
      clearTimeout(late)
      waiting = waiting.filter((one) => one !== entry)
      resolve()
    }
    waiting.push(entry)
  })
}

process.on('disconnect', () => process.exit())
server.listen(Number(process.env.CENTRE_PORT ?? 0), '127.0.0.1', () => {
  process.send?.({ ready: true, port: (server.address() as AddressInfo).port })
})
