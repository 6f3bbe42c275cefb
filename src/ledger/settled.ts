/**
 * The moment until which a column that is written with the clock is counted for good, no earlier than $1: a transaction may commit later than the time that it wrote, by
 * as long as it may last (database.ts), which is much less than this.
 */
export const UNTIL = `greatest($1::timestamptz, date_trunc('second', clock_timestamp()) - interval '2 minutes')`
