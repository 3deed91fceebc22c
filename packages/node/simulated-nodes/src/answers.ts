/**
 * What simulated pods answer to `kubectl logs` and `kubectl exec`, told by annotations of their pod:
 *
 * - `kubets.dev/logs`: the output of each container; `kubets.dev/logs.NAME`: of this one.
 * - `kubets.dev/exec`: a JSON object from a command, its words joined by spaces, to its output, or to an object with
 *   `stdout`, `stderr` and `exitCode`. The command `*` stands for every other one.
 *
 * Undefined where nothing is scripted: there is nobody to ask.
 */
import type { Pod } from '@kubets/api';

export interface ScriptedOutput {
  readonly stdout: string;
  readonly stderr: string;
  /** 0 to 255. */
  readonly exitCode: number;
}

const prefix = 'kubets.dev/';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** All that the container has printed since its start. */
export function scriptedLog({ metadata }: Pod, container: string): string | undefined {
  const { annotations = {} } = metadata ?? {};
  return annotations[`${prefix}logs.${container}`] ?? annotations[`${prefix}logs`];
}

function outputOf(entry: unknown): ScriptedOutput | undefined {
  if (typeof entry === 'string') return { stdout: entry, stderr: '', exitCode: 0 };
  if (!isRecord(entry)) return undefined;
  const text = (name: 'stdout' | 'stderr'): string => (typeof entry[name] === 'string' ? entry[name] : '');
  const code = entry['exitCode'];
  const exitCode = Number.isInteger(code) ? Math.min(255, Math.max(0, Number(code))) : 0;
  return { stdout: text('stdout'), stderr: text('stderr'), exitCode };
}

export function scriptedExec({ metadata }: Pod, command: readonly string[]): ScriptedOutput | undefined {
  const text = metadata?.annotations?.[`${prefix}exec`];
  if (text === undefined) return undefined;
  let script: unknown;
  try {
    script = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(script)) return undefined;
  const words = command.join(' ');
  return outputOf(Object.hasOwn(script, words) ? script[words] : script['*']);
}
