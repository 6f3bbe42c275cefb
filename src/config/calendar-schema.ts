import { type Static, Type } from 'typebox'
import { CLOSED, text } from './schema-parts.ts'

const days = (description: string) =>
  Type.Array(
    Type.Object(
      {
        date: Type.String({ format: 'date', description: 'YYYY-MM-DD, in quotes' }),
        name: text('what is celebrated'),
        certain: Type.Optional(Type.Boolean({ default: true, description: 'false: not fixed for good yet; it counts all the same' })),
      },
      CLOSED,
    ),
    { maxItems: 60, description },
  )

/** config/calendar/<year>.yaml: days on which nobody works, beside Saturdays and Sundays. */
export const CalendarFileSchema = Type.Object(
  {
    year: Type.Integer({ minimum: 2000, maximum: 2100, description: 'the name of this file, without .yaml' }),
    source: text('the decree that says so', 1000),
    holidays: days('national holidays'),
    collectiveLeave: days('collective leave (cuti bersama)'),
  },
  { ...CLOSED, $id: 'calendar', title: 'config/calendar/<year>.yaml' },
)

export type CalendarFile = Static<typeof CalendarFileSchema>
