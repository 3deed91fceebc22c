/** Child processes for load generators and servers, so that load is not generated in the measured thread. */
import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { LoadResult, LoadTask } from './http2-load.ts';

export function spawnScript(script: string, task: object): ChildProcess {
  const path = resolve(import.meta.dirname, script);
  return spawn(process.execPath, [path, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'inherit'] });
}

export interface Load extends LoadResult {
  /** Requests per second. */
  readonly rate: number;
}

/** Resolves with the result of the generator. Rejects if a request failed. */
export function load(task: LoadTask): Promise<Load> {
  return new Promise((done, failed) => {
    const child = spawnScript('http2-load.ts', task);
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    child.on('exit', (code) => {
      if (code !== 0) {
        failed(new Error(`the load generator ended with ${code}`));
        return;
      }
      const result: LoadResult = JSON.parse(text);
      done({ ...result, rate: result.requests / result.seconds });
    });
  });
}
