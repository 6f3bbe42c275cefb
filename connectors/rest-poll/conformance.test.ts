import { describeConnector } from '../../test/conformance/describe-connector.ts'
import type { PartnerRule } from '../../test/peers/partner.ts'
import type { Config, Paging } from './config.ts'
import { connector } from './index.ts'

const REPORTS = Array.from({ length: 10 }, (_, index) => ({ id: index + 1, created_at: `2026-11-20 10:0${index}:00` }))
const slice = (page: number) => REPORTS.slice(page * 4, page * 4 + 4)

const WAYS: readonly { paging: Paging; auth: NonNullable<Config['auth']>; partner: PartnerRule }[] = [
  {
    paging: { kind: 'page' },
    auth: { kind: 'bearer' },
    partner: ({ query }) => ({ body: { data: slice(Number(query.get('page') ?? 1) - 1) } }),
  },
  {
    paging: { kind: 'next' },
    auth: { kind: 'query', parameter: 'kunci' },
    // Repeats the query in its links, the key with it, as many do.
    partner: ({ query, headers }) => {
      const page = Number(query.get('p') ?? 0)
      const next = page < 2 ? `http://${headers.host}/list?kunci=${query.get('kunci')}&p=${page + 1}` : null
      return { body: { results: slice(page), next } }
    },
  },
  {
    paging: { kind: 'since' },
    auth: { kind: 'api-key', header: 'X-Kunci' },
    partner: ({ query }) => ({ body: REPORTS.filter((report) => report.created_at >= (query.get('since') ?? '')).slice(0, 4) }),
  },
  {
    paging: { kind: 'cursor' },
    auth: { kind: 'basic' },
    partner: ({ query }) => {
      const page = Number(query.get('cursor') ?? 0)
      return { body: { items: slice(page), next_cursor: page < 2 ? String(page + 1) : null } }
    },
  },
]

for (const { paging, auth, partner } of WAYS) {
  describeConnector({
    connector,
    way: paging.kind,
    config: (partnerUrl): Config => ({ url: `${partnerUrl}/list`, auth, paging }),
    secrets: { secret: 'pengguna:kata-sandi-rahasia' },
    partner,
    badConfigs: [
      { name: 'no url', config: { paging }, says: /'url'/ },
      { name: 'an url that is none', config: { url: 'jaki', paging }, says: /\/url/ },
      { name: 'no paging', config: { url: 'https://a.example/' }, says: /'paging'/ },
      {
        name: 'an unknown paging',
        config: { url: 'https://a.example/', paging: { kind: 'offset' } },
        says: /\/paging\/kind .*allowed values.*since/,
      },
      {
        name: 'a key of another paging',
        config: { url: 'https://a.example/', paging: { kind: 'cursor', first: 1 } },
        says: /\/paging .*first/,
      },
      { name: 'a pointer that is none', config: { url: 'https://a.example/', paging, items: 'data' }, says: /\/items/ },
    ],
    poll: { reports: REPORTS.length },
  })
}
