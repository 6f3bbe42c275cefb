import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Bench, round } from '../bench.ts'
import { describeMachine, seeMachine } from '../machine.ts'
import { writeResults } from '../report.ts'
import { type BurstCost, measureBurstCost } from './burst-cost.ts'
import { openGiven } from './given.ts'
import { measurePureStages } from './pure-stages.ts'
import { type Cost, GROUPS, measureSharedStages, SHARED_STAGES } from './shared-stages.ts'

/** `npm run bench -- --budget`: the microseconds of one complaint by stage, and the CPU of each process in a burst. Gives the exit code. */
export async function runBudget(bench: Bench): Promise<number> {
  const machine = seeMachine(bench.folder)
  const folder = join(bench.folder, 'budget')
  await mkdir(folder)
  const given = await openGiven(bench, folder)
  bench.say('stages that touch nothing outside the process …')
  const { stages: pure, inLedger } = await measurePureStages(given)
  bench.say('stages that ask PostgreSQL, Redis or the centre …')
  const shared = (await measureSharedStages(bench, given)).map((cost) => withoutSealing(cost, inLedger))
  bench.say('a burst …')
  const burst = await measureBurstCost(bench)
  const lines = [
    `Measured on ${describeMachine(machine)}; all figures are microseconds for one complaint.`,
    '',
    ...tableOf(pure, shared),
    '',
    ...burstLines(burst),
  ]
  console.log(`\n${lines.join('\n')}`)
  for (const fault of burst.faults) console.log(`FAULT: ${fault}`)
  writeResults({ budget: { at: new Date().toISOString(), machine, pure, shared, burst } })
  return burst.faults.length > 0 ? 1 : 0
}

/** The ledger seals what it is given to insert; that is a stage of its own here. */
function withoutSealing(cost: Cost, us: number): Cost {
  if (cost.stage !== 'insert') return cost
  return { ...cost, cpu: { ...cost.cpu, gateway: Math.max(0, Math.round(cost.cpu.gateway - us)) } }
}

/** Markdown, so that it can stand in docs/performance.md as it is printed. */
function tableOf(pure: Readonly<Record<string, number>>, shared: readonly Cost[]): string[] {
  const sizes = GROUPS.map(({ size }) => size)
  const most = sizes.at(-1)
  const head = ['stage', ...sizes.map((size) => (size === 1 ? 'alone' : `${size} together`)), ...PROCESSES.map((name) => `CPU ${name}`)]
  const rows = [
    ...Object.entries(pure).map(([stage, us]) => [stage, round(us, 1), ...sizes.slice(1).map(() => ''), round(us, 1), '', '', '']),
    ...SHARED_STAGES.map((stage) => {
      const of = (size: number | undefined) => shared.find((cost) => cost.stage === stage && cost.size === size)
      return [stage, ...sizes.map((size) => of(size)?.wall ?? ''), ...PROCESSES.map((name) => of(most)?.cpu[name] ?? '')]
    }),
  ]
  const sums = PROCESSES.map((name) => {
    const ofPure = name === 'gateway' ? Object.values(pure).reduce((sum, us) => sum + us, 0) : 0
    return round(shared.filter(({ size }) => size === most).reduce((sum, { cpu }) => sum + cpu[name], ofPure))
  })
  const all = ['all of these', ...sizes.map(() => ''), ...sums]
  return [head, head.map(() => '---'), ...rows, all].map((cells) => `| ${cells.join(' | ')} |`)
}

const PROCESSES = ['gateway', 'postgres', 'redis', 'centre'] as const

function burstLines({ acceptedPerSecond, endToEndPerSecond, cpu }: BurstCost): string[] {
  const spent = Object.entries(cpu).map(([name, us]) => `${name} ${us}`)
  return [
    `In a burst through a whole gateway (${acceptedPerSecond} accepted/s, ${endToEndPerSecond} at the centre/s), CPU: ${spent.join(', ')}.`,
  ]
}
