import { type Static, type TSchema, Type } from 'typebox'
import { BalanceSchema } from './answers.ts'

const instant = () => Type.Unsafe<Date>({ type: 'string', format: 'date-time' })
const instantOrNot = () => Type.Unsafe<Date | null>({ type: ['string', 'null'] })
const number = () => Type.Unsafe<number | null>({ type: ['number', 'null'] })
const list = <Item extends TSchema>(item: Item, description: string) =>
  Type.Unsafe<readonly Static<Item>[]>(Type.Array(item, { description }))

const Words = Type.Union([Type.Object({ id: Type.String(), en: Type.String() }), Type.Null()])

const WaitingSchema = Type.Object({
  count: Type.Integer({ description: 'at most 1000' }),
  more: Type.Boolean({ description: 'there are more than that' }),
  oldest: instantOrNot(),
})

export const OverviewSchema = Type.Object(
  {
    at: instant(),
    day: Type.String({ description: 'a day of Jakarta (WIB)' }),
    balance: BalanceSchema,
    differences: list(
      Type.Object({ id: Type.String(), region: Type.String(), delivery: Type.String(), what: Type.String() }),
      'complaints of today and yesterday whose history contradicts their state; empty: the balance holds. Looked for once a minute',
    ),
    parked: WaitingSchema,
    unknown: WaitingSchema,
    incidents: list(
      Type.Object({
        code: Type.String(),
        subject: Type.String(),
        message: Type.String(),
        words: Words,
        count: Type.Integer(),
        openedAt: instant(),
      }),
      'the newest open alerts, without those about what is shown here anyway',
    ),
    clocks: Type.Object(
      { soon: Type.Integer(), missed: Type.Integer() },
      { description: 'terms of the law that are about to be missed, and missed' },
    ),
    pause: Type.Union(
      [Type.Object({ what: Type.String(), reason: Type.String(), pausedBy: Type.String(), pausedAt: instant() }), Type.Null()],
      {
        description: 'all sending to LAPOR! is stopped by a person',
      },
    ),
    flow: list(
      Type.Object({
        at: instant(),
        accepted: Type.Integer(),
        delivered: Type.Integer(),
        delayP50Ms: number(),
        delayP95Ms: number(),
      }),
      'stretches of ten minutes, oldest first; the last one is not over',
    ),
  },
  { description: 'how things stand' },
)
