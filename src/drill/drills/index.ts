import { centre } from './centre.ts'
import type { Drill } from './drill.ts'
import { dying } from './dying.ts'
import { lines } from './lines.ts'
import { machine } from './machine.ts'

export const DRILLS: readonly Drill[] = [...dying, ...centre, ...lines, ...machine]
