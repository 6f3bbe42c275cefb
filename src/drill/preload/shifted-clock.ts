import { readFileSync } from 'node:fs'

/** Moves the clock of JavaScript by the seconds in the file DRILL_CLOCK: where libfaketime is not at hand. */
const file = process.env['DRILL_CLOCK'] ?? ''
const RealDate = Date
const realNow = Date.now.bind(Date)
let shiftMs = read()
setInterval(() => {
  shiftMs = read()
}, 200).unref()

function read(): number {
  try {
    return Number(readFileSync(file, 'utf8').trim()) * 1000
  } catch {
    return 0
  }
}

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args: unknown[]) => Reflect.construct(target, args.length === 0 ? [realNow() + shiftMs] : args),
  apply: () => new RealDate(realNow() + shiftMs).toString(),
  get: (target, name) => (name === 'now' ? () => realNow() + shiftMs : Reflect.get(target, name)),
})
