import type { TwoProvinces } from './two-provinces.ts'

/**
 * How an operation or a page is tried on a foreign region. hidden: it answers, and shows nothing of it. absent: what is named is not there (404).
 * refused: only for the whole country (403). started: work is written down, and carried out it takes nothing of it; or it is refused. open: it holds nothing of any region, or only what is one's own; say why.
 */
export type Attempt = { readonly path: string; readonly method?: 'PATCH'; readonly body?: Readonly<Record<string, unknown>> } & (
  | { readonly expect: 'hidden' /** What the whole country sees of the foreign region there. */; readonly shows?: RegExp }
  | { readonly expect: 'absent' | 'refused' | 'started' }
  | { readonly expect: 'open'; readonly why: string }
)

/** As long ahead as the test may run, and no longer than a window may be. */
const WINDOW = { from: new Date().toISOString(), to: new Date(Date.now() + 86_400_000).toISOString(), reason: 'coba-coba' }
const LOCAL_WINDOW = { ...WINDOW, from: WINDOW.from.slice(0, 16), to: WINDOW.to.slice(0, 16) }
const REASON = { reason: 'coba-coba', by: 'Rina' }

/** Every operation of /admin/v1 must be named here, as OpenAPI has it. */
export function operationAttempts({ foreign }: TwoProvinces): Readonly<Record<string, readonly Attempt[]>> {
  const filters = [{ ids: [foreign.parked] }, { region: foreign.region }, { channel: foreign.channel }, { reason: 'refused_by_partner' }]
  return {
    'GET /admin/v1/account': [{ path: '/admin/v1/account', expect: 'open', why: "one's own" }],
    'PATCH /admin/v1/account': [{ path: '/admin/v1/account', method: 'PATCH', body: { language: 'id' }, expect: 'open', why: "one's own" }],
    'POST /admin/v1/account/password': [
      { path: '/admin/v1/account/password', body: { current: 'x', next: 'y' }, expect: 'open', why: "one's own" },
    ],
    'POST /admin/v1/account/sessions/{id}/end': [
      { path: `/admin/v1/account/sessions/${foreign.session}/end`, body: {}, expect: 'open', why: "one's own: another's is not there" },
    ],
    'POST /admin/v1/account/sessions/end-others': [
      { path: '/admin/v1/account/sessions/end-others', body: {}, expect: 'open', why: "one's own" },
    ],
    'GET /admin/v1/accounts': [{ path: '/admin/v1/accounts', expect: 'refused' }],
    'POST /admin/v1/accounts': [{ path: '/admin/v1/accounts', body: { name: 'baru-lewat-api', role: 'national' }, expect: 'refused' }],
    'PATCH /admin/v1/accounts/{id}': [
      { path: `/admin/v1/accounts/${foreign.account}`, method: 'PATCH', body: { disabled: true }, expect: 'refused' },
    ],
    'POST /admin/v1/accounts/{id}/reset': [{ path: `/admin/v1/accounts/${foreign.account}/reset`, body: {}, expect: 'refused' }],
    'GET /admin/v1/audit': [
      { path: '/admin/v1/audit', expect: 'hidden' },
      { path: `/admin/v1/audit?region=${foreign.region}`, expect: 'hidden' },
      { path: `/admin/v1/audit?subject=${foreign.replay}`, expect: 'hidden' },
      { path: '/admin/v1/audit?actor=operator-asing', expect: 'hidden', shows: /replay\.start/ },
    ],
    'GET /admin/v1/audit/export': [
      { path: '/admin/v1/audit/export', expect: 'hidden' },
      { path: `/admin/v1/audit/export?region=${foreign.region}`, expect: 'hidden' },
    ],
    'GET /admin/v1/balance': [
      { path: `/admin/v1/balance?region=${foreign.region}`, expect: 'hidden', shows: /"accepted":4/ },
      { path: '/admin/v1/balance', expect: 'hidden', shows: /"accepted":8/ },
    ],
    'GET /admin/v1/balance/regions': [
      { path: '/admin/v1/balance/regions', expect: 'hidden', shows: /"33\.74"/ },
      { path: `/admin/v1/balance/regions?region=${foreign.region}`, expect: 'hidden', shows: /"33\.74"/ },
    ],
    'POST /admin/v1/balance/compare': [{ path: '/admin/v1/balance/compare', body: { region: foreign.region }, expect: 'refused' }],
    'GET /admin/v1/overview': [{ path: '/admin/v1/overview', expect: 'hidden', shows: /"accepted":8/ }],
    'GET /admin/v1/channels': [{ path: '/admin/v1/channels', expect: 'hidden' }],
    'GET /admin/v1/channels/{id}': [{ path: `/admin/v1/channels/${foreign.channel}`, expect: 'absent' }],
    'POST /admin/v1/channels/{id}/test': [{ path: `/admin/v1/channels/${foreign.channel}/test`, body: {}, expect: 'absent' }],
    'POST /admin/v1/channels/{id}/pause': [{ path: `/admin/v1/channels/${foreign.channel}/pause`, body: {}, expect: 'absent' }],
    'POST /admin/v1/channels/{id}/resume': [{ path: `/admin/v1/channels/${foreign.channel}/resume`, body: {}, expect: 'absent' }],
    'GET /admin/v1/health/centre': [{ path: '/admin/v1/health/centre', expect: 'open', why: 'LAPOR! is of no region' }],
    'GET /admin/v1/health/channels': [{ path: '/admin/v1/health/channels', expect: 'hidden' }],
    'GET /admin/v1/health/channels/{id}': [{ path: `/admin/v1/health/channels/${foreign.channel}`, expect: 'absent' }],
    'GET /admin/v1/health/channels/{id}/history': [{ path: `/admin/v1/health/channels/${foreign.channel}/history`, expect: 'absent' }],
    'POST /admin/v1/health/channels/{id}/probe': [
      { path: `/admin/v1/health/channels/${foreign.channel}/probe`, body: {}, expect: 'absent' },
    ],
    'GET /admin/v1/alerts': [{ path: '/admin/v1/alerts', expect: 'hidden' }],
    'GET /admin/v1/alerts/notices': [{ path: '/admin/v1/alerts/notices', expect: 'hidden' }],
    'GET /admin/v1/alerts/destinations': [{ path: '/admin/v1/alerts/destinations', expect: 'hidden' }],
    'POST /admin/v1/alerts/test': [{ path: '/admin/v1/alerts/test', body: { destination: foreign.destination }, expect: 'absent' }],
    'GET /admin/v1/maintenance': [{ path: '/admin/v1/maintenance', expect: 'hidden' }],
    'POST /admin/v1/maintenance': [
      { path: '/admin/v1/maintenance', body: { channel: foreign.channel, ...WINDOW }, expect: 'absent' },
      { path: '/admin/v1/maintenance', body: { region: foreign.region, ...WINDOW }, expect: 'absent' },
      { path: '/admin/v1/maintenance', body: WINDOW, expect: 'refused' },
    ],
    'POST /admin/v1/maintenance/{id}/end': [{ path: `/admin/v1/maintenance/${foreign.window}/end`, body: REASON, expect: 'absent' }],
    'GET /admin/v1/config': [{ path: '/admin/v1/config', expect: 'hidden', shows: /"channels":4/ }],
    'GET /admin/v1/unknown': [
      { path: '/admin/v1/unknown', expect: 'hidden' },
      { path: `/admin/v1/unknown?region=${foreign.region}`, expect: 'hidden' },
    ],
    'POST /admin/v1/unknown/{id}/confirm': [
      { path: `/admin/v1/unknown/${foreign.unknown}/confirm`, body: { ...REASON, laporId: '7', force: true }, expect: 'absent' },
    ],
    'POST /admin/v1/unknown/{id}/resend': [
      { path: `/admin/v1/unknown/${foreign.unknown}/resend`, body: REASON, expect: 'absent' },
      { path: `/admin/v1/unknown/${foreign.parked}/resend`, body: REASON, expect: 'absent' },
    ],
    'GET /admin/v1/parked': [
      { path: '/admin/v1/parked', expect: 'hidden' },
      { path: `/admin/v1/parked?region=${foreign.region}`, expect: 'hidden' },
      { path: `/admin/v1/parked?channel=${foreign.channel}`, expect: 'hidden' },
    ],
    'POST /admin/v1/parked/{id}/discard': [
      { path: `/admin/v1/parked/${foreign.parked}/discard`, body: REASON, expect: 'absent' },
      { path: `/admin/v1/parked/${foreign.accepted}/discard`, body: REASON, expect: 'absent' },
    ],
    'GET /admin/v1/complaints': [
      { path: '/admin/v1/complaints', expect: 'hidden' },
      { path: `/admin/v1/complaints?region=${foreign.region}`, expect: 'hidden' },
      { path: `/admin/v1/complaints?channel=${foreign.channel}&delivery=parked`, expect: 'hidden' },
    ],
    'POST /admin/v1/complaints/search': [
      ...['laporan', '081122334455', 'asing-delivered', foreign.accepted].map((words) => ({
        path: '/admin/v1/complaints/search',
        body: { words },
        expect: 'hidden' as const,
      })),
      { path: '/admin/v1/complaints/search', body: { words: 'laporan', region: foreign.region }, expect: 'hidden' },
    ],
    'GET /admin/v1/complaints/{id}': [{ path: `/admin/v1/complaints/${foreign.delivered}`, expect: 'absent' }],
    'GET /admin/v1/complaints/{id}/exchanges': [{ path: `/admin/v1/complaints/${foreign.delivered}/exchanges`, expect: 'absent' }],
    'POST /admin/v1/complaints/{id}/identity': [
      { path: `/admin/v1/complaints/${foreign.accepted}/identity`, body: REASON, expect: 'absent' },
    ],
    'POST /admin/v1/bulk': [
      { path: '/admin/v1/bulk', body: { action: 'discard', filter: { ids: [foreign.parked] }, ...REASON }, expect: 'absent' },
      { path: '/admin/v1/bulk', body: { action: 'resend', filter: { region: foreign.region }, ...REASON }, expect: 'started' },
      { path: '/admin/v1/bulk', body: { action: 'discard', filter: { channel: foreign.channel }, ...REASON }, expect: 'started' },
    ],
    'POST /admin/v1/replays/preview': filters.map((filter) => ({ path: '/admin/v1/replays/preview', body: { filter }, expect: 'hidden' })),
    'POST /admin/v1/replays': filters.map((filter) => ({
      path: '/admin/v1/replays',
      body: { filter, ...REASON },
      expect: 'hidden',
      shows: /"total":1/,
    })),
    'GET /admin/v1/replays': [{ path: '/admin/v1/replays', expect: 'hidden' }],
    'GET /admin/v1/replays/{id}': [{ path: `/admin/v1/replays/${foreign.replay}`, expect: 'absent' }],
    'POST /admin/v1/replays/{id}/stop': [{ path: `/admin/v1/replays/${foreign.replay}/stop`, body: REASON, expect: 'absent' }],
    'GET /admin/v1/pauses': [{ path: '/admin/v1/pauses', expect: 'open', why: 'what stops all sending is told to everybody' }],
    'POST /admin/v1/forward/pause': [{ path: '/admin/v1/forward/pause', body: REASON, expect: 'refused' }],
    'POST /admin/v1/forward/resume': [{ path: '/admin/v1/forward/resume', body: REASON, expect: 'refused' }],
    'GET /admin/v1/regions': [{ path: '/admin/v1/regions', expect: 'hidden', shows: /"code":"33"/ }],
    'GET /admin/v1/regions/{code}': [
      { path: `/admin/v1/regions/${foreign.region}`, expect: 'absent' },
      { path: '/admin/v1/regions/33', expect: 'absent' },
    ],
    'GET /admin/v1/figures': [
      { path: '/admin/v1/figures', expect: 'hidden', shows: /"33\.74"/ },
      { path: `/admin/v1/figures?region=${foreign.region}`, expect: 'absent' },
    ],
    'GET /admin/v1/clocks': [
      { path: '/admin/v1/clocks?state=missed', expect: 'hidden' },
      { path: `/admin/v1/clocks?state=missed&region=${foreign.region}`, expect: 'absent' },
    ],
    'GET /admin/v1/clocks/export': [
      { path: '/admin/v1/clocks/export?state=missed', expect: 'hidden' },
      { path: `/admin/v1/clocks/export?state=missed&region=${foreign.region}`, expect: 'absent' },
    ],
    'GET /admin/v1/mappings': [{ path: '/admin/v1/mappings', expect: 'hidden' }],
    'GET /admin/v1/mappings/samples': [
      { path: '/admin/v1/mappings/samples?mapping=report/v1', expect: 'open', why: 'its own channels use this mapping too' },
    ],
    'POST /admin/v1/mappings/try': [
      {
        path: '/admin/v1/mappings/try',
        body: { mapping: 'report/v1', payload: '{}' },
        expect: 'open',
        why: 'its own channels use this mapping too',
      },
    ],
    'POST /admin/v1/mappings/compare': [
      { path: '/admin/v1/mappings/compare', body: { channel: foreign.channel, mapping: 'report/v1' }, expect: 'absent' },
    ],
    'GET /admin/v1/complaints/{id}/clocks': [{ path: `/admin/v1/complaints/${foreign.parked}/clocks`, expect: 'absent' }],
    ...Object.fromEntries(
      ['restrict', 'release', 'hold', 'hold/release', 'erase'].map((act) => [
        `POST /admin/v1/complaints/{id}/${act}`,
        [foreign.parked, `${foreign.word}-delivered`, `L-${foreign.word}`].map((id) => ({
          path: `/admin/v1/complaints/${id}/${act}`,
          body: REASON,
          expect: 'absent' as const,
        })),
      ]),
    ),
  }
}

/** Every page and form must be named here, as its route has it. */
export function pageAttempts({ foreign }: TwoProvinces): Readonly<Record<string, readonly Attempt[]>> {
  return {
    'GET /console/regions': [{ path: '/console/regions', expect: 'hidden', shows: /Kota Semarang|Jawa Tengah/ }],
    'GET /console/regions/:code': [
      { path: `/console/regions/${foreign.region}`, expect: 'absent' },
      { path: '/console/regions/33', expect: 'absent' },
    ],
    'GET /console/regions/export': [
      { path: '/console/regions/export', expect: 'hidden', shows: /"33\.74"/ },
      { path: `/console/regions/export?area=${foreign.region}`, expect: 'absent' },
    ],
    'GET /console/regions/clocks': [
      { path: '/console/regions/clocks', expect: 'hidden' },
      { path: `/console/regions/clocks?area=${foreign.region}`, expect: 'absent' },
    ],
    'GET /console/regions/clocks/export': [
      { path: '/console/regions/clocks/export', expect: 'hidden' },
      { path: `/console/regions/clocks/export?area=${foreign.region}`, expect: 'absent' },
    ],
    'GET /console/complaints': [
      { path: '/console/complaints', expect: 'hidden' },
      { path: `/console/complaints?region=${foreign.region}`, expect: 'hidden' },
      { path: `/console/complaints?region=33&delivery=parked`, expect: 'hidden' },
      { path: `/console/complaints?channel=${foreign.channel}`, expect: 'hidden' },
    ],
    'POST /console/complaints': [
      { path: '/console/complaints', body: { words: 'laporan' }, expect: 'hidden' },
      { path: '/console/complaints', body: { words: '081122334455' }, expect: 'hidden' },
      { path: '/console/complaints', body: { words: '081122334455', region: foreign.region }, expect: 'hidden' },
    ],
    'GET /console/complaints/:id': [foreign.parked, foreign.unknown, foreign.delivered, foreign.accepted].map((id) => ({
      path: `/console/complaints/${id}`,
      expect: 'absent' as const,
    })),
    ...Object.fromEntries(
      ['identity', 'discard', 'resend', 'confirm', 'restrict', 'release', 'hold', 'unhold', 'erase'].map((act) => [
        `POST /console/complaints/:id/${act}`,
        [foreign.parked, foreign.unknown].map((id) => ({
          path: `/console/complaints/${id}/${act}`,
          body: { ...REASON, laporId: '7', force: 'yes' },
          expect: 'absent' as const,
        })),
      ]),
    ),
    'GET /console/parked': [{ path: '/console/parked', expect: 'hidden' }],
    'GET /console/parked/:reason': [
      { path: '/console/parked/refused_by_partner', expect: 'hidden' },
      { path: `/console/parked/refused_by_partner?channel=${foreign.channel}&region=${foreign.region}`, expect: 'hidden' },
    ],
    'POST /console/parked/discard': [
      { path: '/console/parked/discard', body: { ids: foreign.parked, why: 'laporan uji' }, expect: 'started' },
      {
        path: '/console/parked/discard',
        body: { code: 'refused_by_partner', region: foreign.region, why: 'laporan uji' },
        expect: 'started',
      },
    ],
    'GET /console/unknown': [{ path: '/console/unknown', expect: 'hidden', shows: /semarang/ }],
    'GET /console/unknown/list': [
      { path: '/console/unknown/list?kind=complaint', expect: 'hidden' },
      { path: `/console/unknown/list?kind=complaint&channel=${foreign.channel}&region=${foreign.region}`, expect: 'hidden' },
    ],
    'POST /console/unknown/resend': [
      { path: '/console/unknown/resend', body: { ids: foreign.unknown, ...REASON }, expect: 'absent' },
      { path: '/console/unknown/resend', body: { ...REASON, kind: 'complaint', region: foreign.region, whole: 'yes' }, expect: 'started' },
    ],
    'POST /console/unknown/confirm': [
      { path: '/console/unknown/confirm', body: { ids: foreign.unknown, [`lapor-${foreign.unknown}`]: '7', ...REASON }, expect: 'absent' },
    ],
    'GET /console/replays': [{ path: '/console/replays', expect: 'hidden' }],
    'POST /console/replays/preview': [
      { path: '/console/replays/preview', body: { ids: foreign.parked }, expect: 'hidden' },
      { path: '/console/replays/preview', body: { code: 'refused_by_partner', region: foreign.region }, expect: 'hidden' },
    ],
    'POST /console/replays': [
      { path: '/console/replays', body: { ids: foreign.parked, ...REASON }, expect: 'started' },
      { path: '/console/replays', body: { code: 'refused_by_partner', region: foreign.region, ...REASON }, expect: 'started' },
    ],
    'GET /console/replays/:id': [{ path: `/console/replays/${foreign.replay}`, expect: 'absent' }],
    'GET /console/replays/:id/progress': [{ path: `/console/replays/${foreign.replay}/progress`, expect: 'absent' }],
    'POST /console/replays/:id/stop': [{ path: `/console/replays/${foreign.replay}/stop`, body: REASON, expect: 'absent' }],
    'GET /console/*': [{ path: '/console/no-such-page', expect: 'open', why: 'it says that there is no such page' }],
    'GET /console/audit': [
      { path: '/console/audit', expect: 'hidden' },
      { path: `/console/audit?region=${foreign.region}`, expect: 'hidden' },
      { path: `/console/audit?subject=${foreign.replay}`, expect: 'hidden' },
    ],
    'GET /console/audit/export': [{ path: `/console/audit/export?region=${foreign.region}`, expect: 'hidden' }],
    'GET /console/account': [{ path: '/console/account', expect: 'open', why: "one's own" }],
    'POST /console/account/password': [
      { path: '/console/account/password', body: { current: 'x', next: 'y' }, expect: 'open', why: "one's own" },
    ],
    'POST /console/account/sessions/:id/end': [
      { path: `/console/account/sessions/${foreign.session}/end`, body: {}, expect: 'open', why: "one's own: another's is not there" },
    ],
    'POST /console/account/sessions/end-others': [
      { path: '/console/account/sessions/end-others', body: {}, expect: 'open', why: "one's own" },
    ],
    'GET /console/accounts': [{ path: '/console/accounts', expect: 'refused' }],
    'POST /console/accounts': [{ path: '/console/accounts', body: { name: 'baru', role: 'national', home: '' }, expect: 'refused' }],
    'GET /console/accounts/:id': [{ path: `/console/accounts/${foreign.account}`, expect: 'refused' }],
    'POST /console/accounts/:id': [{ path: `/console/accounts/${foreign.account}`, body: { role: 'reader', home: '' }, expect: 'refused' }],
    'POST /console/accounts/:id/disable': [{ path: `/console/accounts/${foreign.account}/disable`, body: {}, expect: 'refused' }],
    'POST /console/accounts/:id/enable': [{ path: `/console/accounts/${foreign.account}/enable`, body: {}, expect: 'refused' }],
    'POST /console/accounts/:id/reset': [{ path: `/console/accounts/${foreign.account}/reset`, body: {}, expect: 'refused' }],
    'GET /console': [{ path: '/console', expect: 'hidden' }],
    'GET /console/channels': [{ path: '/console/channels', expect: 'hidden' }],
    'GET /console/channels/:id': [{ path: `/console/channels/${foreign.channel}`, expect: 'absent' }],
    ...Object.fromEntries(
      ['pause', 'resume', 'probe', 'test'].map((act) => [
        `POST /console/channels/:id/${act}`,
        [{ path: `/console/channels/${foreign.channel}/${act}`, body: { reason: 'coba-coba' }, expect: 'absent' as const }],
      ]),
    ),
    // The same as the page, for as long as it is open.
    'GET /console/live/now': [{ path: '/console', expect: 'hidden' }],
    'GET /console/alerts': [
      { path: '/console/alerts', expect: 'hidden' },
      { path: '/console/alerts?state=closed', expect: 'open', why: 'nothing is over yet' },
    ],
    'POST /console/alerts/test': [{ path: '/console/alerts/test', body: { destination: foreign.destination }, expect: 'absent' }],
    'POST /console/alerts/maintenance': [
      { path: '/console/alerts/maintenance', body: { of: `channel:${foreign.channel}`, ...LOCAL_WINDOW }, expect: 'absent' },
      { path: '/console/alerts/maintenance', body: { of: `region:${foreign.region}`, ...LOCAL_WINDOW }, expect: 'absent' },
      { path: '/console/alerts/maintenance', body: { of: 'all', ...LOCAL_WINDOW }, expect: 'refused' },
    ],
    'POST /console/alerts/maintenance/:id/end': [
      { path: `/console/alerts/maintenance/${foreign.window}/end`, body: REASON, expect: 'absent' },
    ],
    'GET /console/mappings': [{ path: '/console/mappings', expect: 'open', why: 'its own channels use this mapping too' }],
    'POST /console/mappings': [
      {
        path: '/console/mappings',
        body: { mapping: 'report/v1', payload: '{}' },
        expect: 'open',
        why: 'its own channels use this mapping too',
      },
    ],
    'POST /console/mappings/compare': [
      { path: '/console/mappings/compare', body: { pair: `${foreign.channel} report/v1` }, expect: 'absent' },
    ],
    'GET /console/sign-in': [{ path: '/console/sign-in', expect: 'open', why: 'for who is not signed in' }],
    'POST /console/sign-in': [
      { path: '/console/sign-in', body: { name: 'x', password: 'y' }, expect: 'open', why: 'it has its own tests' },
    ],
    'GET /console/sign-in/provider': [{ path: '/console/sign-in/provider', expect: 'open', why: 'for who is not signed in' }],
    'GET /console/sign-in/provider/callback': [
      { path: '/console/sign-in/provider/callback', expect: 'open', why: 'for who is not signed in' },
    ],
    'GET /console/sign-out/provider': [{ path: '/console/sign-out/provider', expect: 'open', why: "one's own" }],
    'POST /console/preferences': [{ path: '/console/preferences', body: { language: 'id' }, expect: 'open', why: "one's own" }],
    'POST /console/sign-out': [{ path: '/console/sign-in', expect: 'open', why: "one's own, and it would end the session" }],
  }
}
