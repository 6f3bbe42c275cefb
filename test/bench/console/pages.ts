/** What is there to look at. */
export interface Samples {
  readonly channel: string
  readonly region: string
  /** A delivered complaint of that region, and a parked one. */
  readonly complaint: string
  readonly ticket: string
  readonly laporId: string
  /** Where a list goes on in its middle: the cursor of the clocks. */
  readonly clocks: string
}

/** An address, or a form that is sent there. */
export type Asked = string | { readonly path: string; readonly fields: Readonly<Record<string, string>> }

/** How each page is measured, by the address of its route. A page that is missing here fails the bench. */
export function pathsOf(samples: Samples): Readonly<Record<string, readonly Asked[]>> {
  const { channel, region, clocks, complaint, ticket, laporId } = samples
  const search = (words: string): Asked => ({ path: '/console/complaints', fields: { words } })
  return {
    '/console': ['/console'],
    '/console/regions': ['/console/regions', '/console/regions?period=12m', '/console/regions?period=all'],
    '/console/regions/:code': [`/console/regions/${region.slice(0, 2)}`, `/console/regions/${region}`],
    '/console/regions/clocks': [
      '/console/regions/clocks?state=missed',
      '/console/regions/clocks?state=soon',
      `/console/regions/clocks?state=missed&area=${region.slice(0, 2)}`,
      `/console/regions/clocks?state=missed&cursor=${clocks}`,
    ],
    '/console/mappings': ['/console/mappings'],
    '/console/alerts': ['/console/alerts', '/console/alerts?state=closed'],
    '/console/audit': ['/console/audit', '/console/audit?actor=rina', '/console/audit?action=signed_in'],
    '/console/accounts': ['/console/accounts'],
    '/console/account': ['/console/account'],
    '/console/channels': ['/console/channels'],
    '/console/complaints': [
      '/console/complaints',
      `/console/complaints?region=${region}`,
      `/console/complaints?channel=${channel}&status=in_progress`,
      '/console/complaints?delivery=parked',
      '/console/complaints?status=resolved',
      ...[ticket, laporId, complaint, 'jalan rusak', 'pasar c4ca42', '081234567890', 'warga@example.id', 'tidakada'].map(search),
    ],
    '/console/complaints/:id': [`/console/complaints/${complaint}`],
    '/console/parked': ['/console/parked'],
    '/console/parked/:reason': ['/console/parked/mapping_failed', `/console/parked/mapping_failed?channel=${channel}`],
    '/console/unknown': ['/console/unknown'],
    '/console/unknown/list': ['/console/unknown/list'],
    '/console/replays': ['/console/replays'],
    '/console/channels/:id': [`/console/channels/${channel}`],
  }
}

/** Routes that are no page of numbers, with why they are not measured. */
export const NOT_MEASURED: Readonly<Record<string, string>> = {
  '/console/sign-in': 'asks the ledger nothing',
  '/console/sign-in/provider': 'leads to the provider',
  '/console/sign-in/provider/callback': 'comes from the provider',
  '/console/sign-out/provider': 'leads to the provider',
  '/console/*': 'not there',
  '/console/live/now': 'stays open; it sends pieces of the first page',
  '/console/regions/export': 'gives the whole list, a page of the ledger at a time',
  '/console/regions/clocks/export': 'gives the whole list, a page of the ledger at a time',
  '/console/audit/export': 'gives the whole list, a page of the ledger at a time',
  '/console/replays/:id': 'one row of replays',
  '/console/replays/:id/progress': 'a piece of the page of one replay',
  '/console/accounts/:id': 'one row of accounts',
}
