import type { Transform } from '../reading.ts'
import { latitude, longitude } from './coordinate.ts'
import { date } from './date.ts'
import { email } from './email.ts'
import { flag } from './flag.ts'
import { headline } from './headline.ts'
import { integer } from './integer.ts'
import { line } from './line.ts'
import { phone } from './phone.ts'
import { regionCode } from './region-code.ts'
import { tag } from './tag.ts'
import { text } from './text.ts'
import { timestamp } from './timestamp.ts'
import { url } from './url.ts'

/** The closed set: what a mapping may name after `as`. */
export const TRANSFORMS = {
  text,
  line,
  headline,
  timestamp,
  date,
  latitude,
  longitude,
  phone,
  email,
  flag,
  integer,
  url,
  regionCode,
  tag,
} as const satisfies Record<string, Transform>

export type TransformName = keyof typeof TRANSFORMS
