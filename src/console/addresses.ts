/** Where pages are, for those that lead to them. */
export const COMPLAINTS = '/console/complaints'
export const PARKED = '/console/parked'
export const UNKNOWN = '/console/unknown'
export const REPLAYS = '/console/replays'

/** Of the pages about complaints. */
export const CASE_STYLES = ['cases.css'] as const
