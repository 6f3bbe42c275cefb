/** Reads once in so long, however often it is asked for. A failed read is asked again the next time; it gives null. */
export function freshly<T>(read: () => Promise<T>, everyMs: number): () => Promise<T | null> {
  let last: { readonly at: number; readonly value: Promise<T> } | null = null
  return async () => {
    if (!last || performance.now() - last.at > everyMs) last = { at: performance.now(), value: read() }
    try {
      return await last.value
    } catch {
      last = null
      return null
    }
  }
}
