import type { CalendarYear, ClockRules, ClockSettings, DayOff } from '../contract/clock-settings.ts'
import type { ConfigProblem } from '../contract/settings.ts'
import type { CalendarFile } from './calendar-schema.ts'
import type { Prepared } from './prepare-file.ts'
import type { FoundFile } from './read-folder.ts'
import { type Attempt, ofKind } from './settings-builder.ts'
import type { SlaFile } from './sla-schema.ts'

/** The clocks of all regulations, and the days on which nobody works. */
export function buildClocks(files: readonly FoundFile[], attempt: Attempt): ClockSettings {
  return { rules: buildRules(files, attempt), calendar: buildCalendar(files, attempt) }
}

function buildRules(files: readonly FoundFile[], attempt: Attempt): ClockRules[] {
  const days = new Map<string, string>()
  const rules: ClockRules[] = []
  for (const found of ofKind(files, 'sla')) {
    const built = attempt<ClockRules>(found, (_, prepared) => {
      const { supervisory, ...file } = prepared.value as SlaFile
      const other = days.get(file.effectiveFrom)
      if (file.id !== found.name)
        return { problems: [prepared.problem('/id', `the id must be the name of the file; write id: ${found.name}, or rename the file`)] }
      if (other)
        return {
          problems: [prepared.problem('/effectiveFrom', `sla/${other}.yaml takes effect on the same day; one of them must be later`)],
        }
      days.set(file.effectiveFrom, found.name)
      return { built: { ...file, supervisory: { tags: supervisory?.tags ?? [], categories: supervisory?.categories ?? [] } } }
    })
    if (built) rules.push(built)
  }
  return rules.sort((a, b) => (a.effectiveFrom < b.effectiveFrom ? -1 : 1))
}

function buildCalendar(files: readonly FoundFile[], attempt: Attempt): CalendarYear[] {
  const years: CalendarYear[] = []
  for (const found of ofKind(files, 'calendar')) {
    const built = attempt<CalendarYear>(found, (_, prepared) => {
      const file = prepared.value as CalendarFile
      const problems = calendarProblems(found.name, file, prepared)
      return problems.length > 0 ? { problems } : { built: calendarYear(file) }
    })
    if (built) years.push(built)
  }
  return years.sort((a, b) => a.year - b.year)
}

function calendarYear({ year, source, holidays, collectiveLeave }: CalendarFile): CalendarYear {
  const dayOff = (kind: DayOff['kind']) => (day: CalendarFile['holidays'][number]) => ({ ...day, kind, certain: day.certain ?? true })
  const daysOff = [...holidays.map(dayOff('holiday')), ...collectiveLeave.map(dayOff('collective_leave'))]
  return { year, source, daysOff: daysOff.sort((a, b) => (a.date < b.date ? -1 : 1)) }
}

function calendarProblems(name: string, file: CalendarFile, prepared: Prepared): ConfigProblem[] {
  if (String(file.year) !== name)
    return [prepared.problem('/year', `the year must be the name of the file; write year: ${name}, or rename the file`)]
  const seen = new Set<string>()
  const problems: ConfigProblem[] = []
  for (const list of ['holidays', 'collectiveLeave'] as const) {
    file[list].forEach(({ date }, index) => {
      const at = `/${list}/${index}/date`
      if (!date.startsWith(`${file.year}-`)) problems.push(prepared.problem(at, `${date} is not in ${file.year}; write a day of that year`))
      else if (seen.has(date)) problems.push(prepared.problem(at, `${date} is written twice; keep one`))
      seen.add(date)
    })
  }
  return problems
}
