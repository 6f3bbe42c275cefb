/** So many at once for each name; gives what frees the place again, or null when there is none. */
export function openPlaces(atOnce: number): (name: string) => (() => void) | null {
  const taken = new Map<string, number>()
  return (name) => {
    const before = taken.get(name) ?? 0
    if (before >= atOnce) return null
    taken.set(name, before + 1)
    return () => {
      const left = (taken.get(name) ?? 1) - 1
      if (left === 0) taken.delete(name)
      else taken.set(name, left)
    }
  }
}
