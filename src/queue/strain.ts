import { type LoopLoad, openLoopLoad } from './loop-load.ts'

/** How hard it is for this process, and for what it shares the machine with, to keep up: as its own work shows it. */
export interface Strain {
  /** 0 to 1: how busy the process is; 1 while the work of those who do not crowd takes longer than it did before anybody crowded. */
  readonly load: LoopLoad
  /** One piece of work of somebody who does not crowd was done; `crowded`: while another did. */
  took(ms: number, crowded: boolean): void
}

/** Of the last so many pieces of work, about. */
const RECENT = 24
const USUAL = 200
/** So many times as long as usual is too long. The promise to those who do not crowd is twice (issue: fairness); what is slow is seen before that. */
const SLOWER = 1.35
const MOST = 8
/** A usual time is known after so many. */
const KNOWN = 30

/**
 * The load of the one thread says nothing of a database or a centre on the same machine, nor of the other processes there: the work itself shows them. What is usual is
 * learned while nobody crowds.
 */
export function openStrain(loopLoad: LoopLoad = openLoopLoad()): Strain {
  let usual = 0
  let seen = 0
  let recent = 0

  return {
    load: () => {
      const load = loopLoad()
      return seen >= KNOWN && recent > SLOWER * usual ? 1 + load / 1000 : load
    },
    took(given, crowded) {
      // One that waited for a time limit says nothing of the others.
      const ms = seen < KNOWN ? given : Math.min(given, MOST * usual)
      recent += (ms - recent) / Math.min(RECENT, seen + 1)
      if (crowded) return
      seen += 1
      usual += (ms - usual) / Math.min(USUAL, seen)
    },
  }
}
