import type { Row } from './run-drills.ts'

const COLUMNS = ['sent', 'accepted', 'delivered', 'parked', 'unknown', 'lost', 'doubled'] as const
const NAME = 32

export function tableHead(): string {
  return ['drill'.padEnd(NAME), ...COLUMNS.map((name) => name.padStart(9)), 'recovery'.padStart(9)].join(' ')
}

export function tableRow({ drill, count, broken, ms }: Row): string {
  const name = drill.name.padEnd(NAME)
  if (count === null) return `${name} broken: ${broken}`
  const recovery = count.recoveryMs === null ? '–' : `${(count.recoveryMs / 1000).toFixed(1)} s`
  const line = [name, ...COLUMNS.map((column) => String(count[column]).padStart(9)), recovery.padStart(9)].join(' ')
  const simulated = simulation(drill.simulated)
  return [
    `${line}   ${isGood({ drill, count, broken, ms }) ? 'good' : 'BAD'} ${(ms / 1000).toFixed(0)} s`,
    ...count.faults.map((fault) => `    ! ${fault}`),
    ...count.notes.map((note) => `    ${note}`),
    ...(simulated ? [`    (${simulated})`] : []),
  ].join('\n')
}

/** Nothing lost, nothing doubled, the balance holds, and whatever else the drill promises. */
export function isGood({ count }: Row): boolean {
  return count !== null && count.lost === 0 && count.doubled === 0 && count.faults.length === 0
}

function simulation(simulated: Row['drill']['simulated']): string | null {
  return typeof simulated === 'function' ? simulated() : (simulated ?? null)
}
