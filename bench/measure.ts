/** Helpers of the benchmarks: medians, ratios, tables, memory of processes. */
import { readFileSync } from 'node:fs';

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** CPU time of this thread in microseconds. */
function worked(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}

/**
 * How often a short task runs in a second of this thread's CPU time. The best of several rounds, because other processes use the
 * machine.
 */
export function callsPerSecond(task: () => unknown): number {
  let best = 0;
  for (let round = 0; round < 6; round++) {
    const start = worked();
    let calls = 0;
    do {
      for (let i = 0; i < 100; i++) task();
      calls += 100;
    } while (worked() - start < 100_000);
    best = Math.max(best, (calls * 1e6) / (worked() - start));
  }
  return best;
}

/** The proportional set size (PSS) of a process in bytes. */
export function proportionalSetSize(pid: number): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) * 1024;
}

/** CPU time of a process in seconds, with a resolution of 10 ms. */
export function processorSeconds(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [user, system] = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  return (Number(user) + Number(system)) / 100;
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

export interface Row {
  readonly what: string;
  readonly measured: string;
  /** The target, and whether this run met it. */
  readonly aim: string;
  readonly met: boolean | undefined;
}

export function printTable(rows: readonly Row[]): void {
  const cells = [
    ['figure', 'measured', 'aim', ''],
    ...rows.map((row) => [row.what, row.measured, row.aim, row.met === undefined ? '' : row.met ? 'met' : 'MISSED']),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  for (const row of cells)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}
