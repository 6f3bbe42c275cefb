import { setFlagsFromString } from 'node:v8'

/** In percent of what lives. */
const GROWTH = 60

/**
 * Lets the heap grow by so much over what lives before V8 collects it. By itself V8 lets it grow to four times as much on a machine with memory to spare, and
 * keeps most of that: garbage, held for nobody. What may live is not limited by this. For the whole process; to be called at its start.
 */
export function keepHeapSmall(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH}`)
}
