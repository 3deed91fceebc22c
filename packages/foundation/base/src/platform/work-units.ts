/**
 * For tests: measures work independently of the machine, as CPU time of this thread in units of a calibration in the same process. A
 * slower or busier machine slows down both.
 */

/** The CPU time of this thread in milliseconds. */
export function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

const calibrationRuns = 5;
let unitMs: number | undefined;

/** The CPU time of parsing and encoding 1 MB of JSON: about 15 ms on the machine for which the limit of 50 ms was set. */
export function workUnitMs(): number {
  if (unitMs !== undefined) return unitMs;
  const text = JSON.stringify(Object.fromEntries(Array.from({ length: 40_000 }, (_, i) => [`key-${i}`, String(i)])));
  const times = Array.from({ length: calibrationRuns }, () => {
    const start = threadCpuMs();
    JSON.stringify(JSON.parse(text));
    return threadCpuMs() - start;
  });
  unitMs = times.sort((a, b) => a - b)[Math.floor(calibrationRuns / 2)] as number;
  return unitMs;
}

/** The cost of `work` in these units. */
export function workUnits(work: () => unknown): number {
  const start = threadCpuMs();
  work();
  return (threadCpuMs() - start) / workUnitMs();
}
