import { type LoopLoad, openLoopLoad } from './loop-load.ts'

/** How hard it is for this process, and for what it shares the machine with, to keep up: as its own work shows it. */
export interface Strain {
  /**
   * 0 to 1. Before anything is known of the work: how busy the thread is. Then: about 1 while the work of those who do not crowd takes longer than it did before anybody
   * crowded, about 0 while it does not, and between the two what changes nothing.
   */
  readonly load: LoopLoad
  /** One piece of work of somebody who does not crowd was done; `crowded`: while another did. */
  took(ms: number, crowded: boolean): void
}

/** Of the last so many pieces of work, about. */
const RECENT = 24
const USUAL = 200
/** So many times as long as usual is too long. The promise to those who do not crowd is twice (issue: fairness); what is slow is seen before that. */
const SLOWER = 1.15
const AS_USUAL = 1.08
/** One piece of work counts for at most so many times the usual. */
const MOST = 4
/** The thread has no moment left. */
const FULL = 0.9
/** Neither busy nor easy (pace.ts). */
const UNDECIDED = 0.45
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
      // A thread that has no moment left is strained before the work that waits for it is done, and can tell.
      if (seen < KNOWN || load > FULL) return load
      // The little of the load that stays tells one reading from the next.
      return (recent > SLOWER * usual ? 1 : recent > AS_USUAL * usual ? UNDECIDED : 0) + load / 1000
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
