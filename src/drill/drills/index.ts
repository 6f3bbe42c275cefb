import { centre } from './centre.ts'
import type { Drill } from './drill.ts'
import { dying } from './dying.ts'
import { lines } from './lines.ts'
import { machine } from './machine.ts'
import { manyRegions } from './many-regions.ts'

export const DRILLS: readonly Drill[] = [...dying, ...centre, ...lines, ...machine]

/** Large and long: with --long, or by name. They run alone. */
export const LARGE: readonly Drill[] = manyRegions
