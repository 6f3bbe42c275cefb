import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { GatewayError } from '../../../contract/errors.ts'
import type { BenchComparison } from '../../../operations/compare-arrivals.ts'
import type { ConsoleDeps } from '../../deps.ts'
import { fieldsOf } from '../../fields.ts'
import { sendPage } from '../../layout.ts'
import { viewerOf } from '../../session.ts'
import { comparePanel } from './compare-view.ts'
import { TEXTS } from './texts.ts'
import { type Bench, benchBody } from './view.ts'

const AT = '/console/mappings'

/** A mapping tried on a payload, and two versions compared over what arrived. */
export async function mappingsPage(app: FastifyInstance, { operations: { mappingBench } }: Pick<ConsoleDeps, 'operations'>): Promise<void> {
  const hidden = { schema: { hide: true } }

  /** What is chosen; what is not there is the first of all. */
  async function benchOf(request: FastifyRequest, { mapping = '', sample = '', payload }: Asked): Promise<Omit<Bench, 'tried'>> {
    const viewer = viewerOf(request)
    const sources = mappingBench.sources(viewer)
    const ref = mapping || (sources[0]?.refs.at(-1) ?? '')
    const samples = ref === '' ? [] : await mappingBench.samples(viewer, ref)
    const chosen = samples.find(({ name }) => name === sample)
    return { sources, samples, mapping: ref, sample: chosen?.name ?? '', payload: payload ?? chosen?.payload ?? '' }
  }

  const send = (request: FastifyRequest, reply: FastifyReply, bench: Bench, comparison: BenchComparison | null = null) =>
    sendPage(request, reply, {
      title: TEXTS.title,
      at: AT,
      styles: ['mappings.css'],
      body: benchBody(request, bench, comparePanel(request, bench.sources, comparison)),
    })

  app.get(AT, hidden, async (request, reply) => {
    const { mapping, sample } = askedOf(request.query)
    return send(request, reply, { ...(await benchOf(request, { mapping, sample })), tried: null })
  })

  app.post(AT, hidden, async (request, reply) => {
    const { mapping = '', payload = '' } = askedOf(request.body)
    // Browsers send the ends of lines as CR LF.
    const text = payload.replaceAll('\r\n', '\n')
    const tried = mappingBench.try(viewerOf(request), mapping, text)
    reply.header('cache-control', 'no-store')
    return send(request, reply, { ...(await benchOf(request, { mapping, payload: text })), tried })
  })

  app.post(`${AT}/compare`, hidden, async (request, reply) => {
    const [channel, ref] = (fieldsOf(request.body).one('pair') ?? '').split(' ')
    if (!channel || !ref) throw new GatewayError('mapping_unknown', 'choose a channel and a version')
    const comparison = await mappingBench.compare(viewerOf(request), channel, ref)
    return send(request, reply, { ...(await benchOf(request, { mapping: ref })), tried: null }, comparison)
  })
}

/** A payload is taken whole, as it was pasted; of several of one name none is meant. */
function askedOf(source: unknown): Asked {
  const { payload } = typeof source === 'object' && source !== null && 'payload' in source ? source : {}
  const fields = fieldsOf(source)
  return { mapping: fields.one('mapping'), sample: fields.one('sample'), payload: typeof payload === 'string' ? payload : undefined }
}

interface Asked {
  readonly mapping?: string | undefined
  readonly sample?: string | undefined
  readonly payload?: string | undefined
}
