/**
 * For tests: how much work something is, whatever the machine. CPU time of this thread, in units of a calibrating loop in the
 * same process: a slower or busier machine makes both slower.
 */

/** CPU time of this thread, milliseconds. What others do on the machine does not count. */
export function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

const calibrationRuns = 5;
let unitMs: number | undefined;

/** CPU time of parsing and printing 1 MB of JSON: about 15 ms where the limit of 50 ms for the event loop was set. */
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

/** What `work` costs in those units. */
export function workUnits(work: () => unknown): number {
  const start = threadCpuMs();
  work();
  return (threadCpuMs() - start) / workUnitMs();
}
