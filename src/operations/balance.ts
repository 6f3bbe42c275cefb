import type { Viewer } from '../contract/access.ts'
import type { Difference } from '../ledger/decisions.ts'
import type { Balance, Ledger } from '../ledger/ledger.ts'

export interface BalanceOf {
  /** YYYY-MM-DD in Asia/Jakarta. */
  readonly day?: string
  readonly region?: string
}

export interface BalanceReport {
  readonly regions: readonly (Balance & { readonly region: string })[]
  /** Complaints whose history contradicts their state; should be empty. */
  readonly differences: readonly Difference[]
}

const MOST_DIFFERENCES = 100

/** Of what the viewer may see. A region outside it has nothing. */
export function readBalance({ complaints }: Pick<Ledger, 'complaints'>, { scope }: Viewer, of: BalanceOf): Promise<Balance> {
  return complaints.balance({ ...of, scope })
}

export async function reportBalance(
  { reconciliation }: Pick<Ledger, 'reconciliation'>,
  { scope }: Viewer,
  of: BalanceOf,
): Promise<BalanceReport> {
  const filter = { ...of, scope }
  const [regions, differences] = await Promise.all([reconciliation.byRegion(filter), reconciliation.differences(filter, MOST_DIFFERENCES)])
  return { regions, differences }
}
