/** Starts a list of components in the order of what they require, those that are independent at once, and stops them in reverse. */
import { messageOf, present } from '@kubets/base';
import type { Component } from './component.ts';
import { ComponentRun } from './component-run.ts';
import type { ComponentEnvironment } from './environment.ts';
import { startOrder } from './start-order.ts';
import type { ComponentStatus } from './state.ts';

export interface ComponentFailure {
  readonly component: string;
  readonly error: unknown;
}

export interface RunningComponents {
  /** Resolves when every component is ready, or waits for its Lease; rejects with what failed first. */
  readonly started: Promise<void>;
  /** Resolves when the component of this name is ready, or waits for its Lease; rejects when it fails before. */
  ready(name: string): Promise<void>;
  /** Resolves when one that the cluster cannot do without has died. */
  readonly failed: Promise<ComponentFailure>;
  /** In the order in which they start. */
  statuses(): readonly ComponentStatus[];
  /** Ends a start that is under way, too. Never rejects. */
  stop(): Promise<void>;
}

export interface StartComponentsOptions extends ComponentEnvironment {
  /** Components that run elsewhere: in another process of the same cluster. */
  readonly provided?: readonly string[];
}

/** Throws AssemblyError before anything is started when the list is not sound. */
export function startComponents(components: readonly Component[], options: StartComponentsOptions): RunningComponents {
  const { provided = [], ...environment } = options;
  const order = startOrder(components, provided);
  const started = Promise.withResolvers<void>();
  const failed = Promise.withResolvers<ComponentFailure>();
  let isStarted = false;
  started.promise.catch(() => undefined);
  const runs = new Map(
    order.map((component) => {
      const onFailure = (error: unknown): void => {
        // What keeps the start from succeeding is told to whoever waits for it.
        if (isStarted) environment.log.error(`${component.name} failed`, { error: messageOf(error) });
        started.reject(error);
        if (!component.optional) failed.resolve({ component: component.name, error });
      };
      return [component.name, new ComponentRun(component, environment, onFailure)] as const;
    }),
  );
  for (const [, run] of runs) startWhenPossible(run, runs);
  Promise.all(Array.from(runs.values(), ({ ready }) => ready)).then(() => {
    isStarted = true;
    started.resolve();
  }, started.reject);
  let stopping: Promise<void> | undefined;
  return {
    started: started.promise,
    ready: (name) => present(runs.get(name), `component ${name}`).ready,
    failed: failed.promise,
    statuses: () => Array.from(runs.values(), ({ status }) => status),
    stop: () => {
      stopping ??= stopInReverse(Array.from(runs.values()));
      return stopping;
    },
  };
}

/** A component whose requirement fails stays Pending. */
function startWhenPossible(run: ComponentRun, runs: ReadonlyMap<string, ComponentRun>): void {
  const waits = run.component.requires.flatMap((name) => runs.get(name)?.ready ?? []);
  if (waits.length === 0) run.start();
  else
    Promise.all(waits).then(
      () => run.start(),
      () => undefined,
    );
}

/** Each when all that require it have stopped. */
async function stopInReverse(order: readonly ComponentRun[]): Promise<void> {
  const stopped = new Map<string, Promise<void>>();
  for (const run of order.toReversed()) {
    const { name } = run.component;
    const users = order.filter(({ component }) => component.requires.includes(name));
    const whenUnused = users.map(({ component }) => stopped.get(component.name));
    stopped.set(name, whenUnused.length === 0 ? run.stop() : Promise.all(whenUnused).then(() => run.stop()));
  }
  await Promise.all(stopped.values());
}
