import { type Static, Type } from 'typebox'
import { CLOSED, count, text } from './schema-parts.ts'

const clock = (description: string) =>
  Type.Object(
    { limit: count('how many', 1000), unit: Type.Enum(['working_days', 'days']), basis: text('where the limit is written', 500) },
    { ...CLOSED, description },
  )

/** config/sla/<id>.yaml: the clocks of one regulation, from the day it takes effect. The newest that is in effect when a report arrives holds for it. */
export const SlaFileSchema = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9-]+$', maxLength: 64, description: 'the name of this file, without .yaml' }),
    title: text('the regulation'),
    effectiveFrom: Type.String({ format: 'date', description: 'first day, YYYY-MM-DD' }),
    clocks: Type.Object(
      {
        verify: clock('verify and hand on'),
        firstFollowup: clock("the institution's first follow-up"),
        closeAfterAnswer: clock('closes by itself after an answer without reply'),
        information: clock('request for information'),
        complaint: clock('complaint without supervisory weight'),
        supervisoryComplaint: clock('complaint with supervisory weight'),
        ceiling: clock('statutory ceiling'),
      },
      CLOSED,
    ),
    supervisory: Type.Optional(
      Type.Object(
        {
          tags: Type.Optional(Type.Array(text('a tag of the complaint', 100), { maxItems: 50 })),
          categories: Type.Optional(Type.Array(text("a category, in the app's own word", 255), { maxItems: 200 })),
        },
        { ...CLOSED, description: 'which complaints have supervisory weight; without it none has' },
      ),
    ),
  },
  { ...CLOSED, $id: 'sla', title: 'config/sla/<id>.yaml' },
)

export type SlaFile = Static<typeof SlaFileSchema>
