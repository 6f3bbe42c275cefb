import { Type } from 'typebox'
import { CLOCKS } from '../../contract/clock-settings.ts'

const instant = (description: string) => Type.String({ format: 'date-time', description })
const nullable = () => Type.Unsafe<string | null>({ type: ['string', 'null'] })
const count = (description: string) => Type.Integer({ description })

const SUMS = {
  accepted: count('complaints taken in the period'),
  delivered: count('that LAPOR! has'),
  parked: count('that wait for a person'),
  unknown: count('of which it is not known whether LAPOR! has them'),
  followedUp: count('that an institution has worked on or answered'),
  resolved: count('that are resolved or closed'),
  missed: count('of which any clock was missed'),
}

const FIGURES = {
  ...SUMS,
  name: Type.String(),
  state: Type.Enum(['connected', 'prepared', 'none'], { description: 'prepared: it has a file, and no channel that is set up' }),
  connected: count('institutions of it that are connected'),
  institutions: count('its regencies and cities and itself'),
  soon: count('clocks that are about to be missed now, of all complaints'),
  missedNow: count('clocks that are missed and still run'),
}

export const RegionReportSchema = Type.Object(
  {
    region: nullable(),
    period: Type.String(),
    total: Type.Object(FIGURES),
    parts: Type.Array(Type.Object({ code: Type.String(), level: Type.String(), ...FIGURES })),
    channels: Type.Array(Type.Object({ region: Type.String(), channel: Type.String(), ...SUMS })),
    goals: Type.Object({ institutions: Type.Integer(), followedUp: Type.Number() }),
    whole: Type.Boolean({ description: 'false: figures are still being counted' }),
    unknownYears: Type.Array(Type.Integer(), { description: 'years that clocks reach and that have no file in config/calendar' }),
  },
  { description: 'sums of the period, and clocks as they are now' },
)

const name = Type.Enum([...CLOCKS])

export const UrgentClocksSchema = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        complaintId: Type.String(),
        clock: name,
        state: Type.Enum(['soon', 'missed']),
        startedAt: instant('when it began'),
        dueAt: instant('the end of its last day'),
        zone: Type.String({ description: "the region's" }),
        region: Type.String(),
        channel: Type.String(),
        app: Type.String(),
        ticket: Type.String(),
        laporId: nullable(),
        status: Type.String(),
        delivery: Type.String(),
      }),
    ),
    cursor: nullable(),
  },
  { description: 'a page of the list' },
)

export const CaseClocksSchema = Type.Object(
  {
    zone: Type.String({ description: "the region's" }),
    clocks: Type.Array(
      Type.Object({
        name,
        state: Type.Enum(['running', 'soon', 'missed', 'met', 'late']),
        limit: Type.Integer(),
        unit: Type.Enum(['working_days', 'days']),
        basis: Type.String({ description: 'where the limit is written' }),
        rules: Type.String({ description: 'the regulation' }),
        startedAt: instant('when it began'),
        warnAt: instant('from then on it is about to be missed'),
        dueAt: instant('the end of its last day'),
        stoppedAt: Type.Unsafe<string | null>({ type: ['string', 'null'] }),
      }),
    ),
  },
  { description: 'those that have begun' },
)
