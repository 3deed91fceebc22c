/** Small things the benchmarks share: medians, ratios, a table, memory of processes. */
import { readFileSync } from 'node:fs';

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** The proportional set size of a process in bytes: shared pages count in part. */
export function proportionalSetSize(pid: number): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) * 1024;
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

export interface Row {
  readonly what: string;
  readonly measured: string;
  /** What the house aims at, and whether this run was there. */
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
