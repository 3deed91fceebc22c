/** Counts in a status whose zero is their absence on the wire: left out, so that a status read back equals the one written. */
export function withoutZeros<T extends Readonly<Record<string, number>>>(counts: T): Partial<T> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0)) as Partial<T>;
}
