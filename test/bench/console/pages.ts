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

/** How each page is measured, by the address of its route. A page that is missing here fails the bench. */
export function pathsOf(samples: Samples): Readonly<Record<string, readonly string[]>> {
  const { channel, region, clocks } = samples
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
  '/console/accounts/:id': 'one row of accounts',
}
