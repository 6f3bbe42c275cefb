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
let waiting: { readonly tags: readonly string[]; readonly heard: () => void }[] = []
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
  for (const one of waiting) if (one.tags.includes(tag)) one.heard()
}

process.on('message', async ({ id, question }: { id: number; question: CentreAsk }) => {
  if (question.ask === 'until') await until(question)
  const tags = question.ask === 'until' ? question.tags : [question.tag]
  const known = tags.flatMap((tag) => seen.get(tag) ?? [])
  const answer: CentreCount = {
    answer: 'count',
    distinct: distinctOf(tags),
    creates: known.reduce((sum, { creates }) => sum + creates, 0),
    ...(question.ask === 'count' && question.ids ? { ids: known.flatMap(({ ids }) => [...ids]) } : {}),
  }
  process.send?.({ id, answer })
})

function distinctOf(tags: readonly string[]): number {
  return tags.reduce((sum, tag) => sum + (seen.get(tag)?.ids.size ?? 0), 0)
}

function until({ tags, distinct, stillMs, limitMs }: Extract<CentreAsk, { ask: 'until' }>): Promise<void> {
  if (distinctOf(tags) >= distinct) return Promise.resolve()
  return new Promise((resolve) => {
    let heardAt = performance.now()
    const late = setTimeout(finish, limitMs)
    const still = setInterval(() => performance.now() - heardAt >= stillMs && finish(), 250)
    const entry = {
      tags,
      heard() {
        heardAt = performance.now()
        if (distinctOf(tags) >= distinct) finish()
      },
    }
    function finish(): void {
      clearTimeout(late)
      clearInterval(still)
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
