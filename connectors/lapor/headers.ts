import type { CentralSettings } from '../../src/contract/settings.ts'

/** The two headers that every call carries. Their names are configuration; their values are secrets and go nowhere but into a request. */
export function identifyingHeaders({ authorization, token }: Pick<CentralSettings, 'authorization' | 'token'>): Record<string, string> {
  return { [authorization.header]: authorization.value, [token.header]: token.value }
}
