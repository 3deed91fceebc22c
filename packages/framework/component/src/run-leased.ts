/** Runs something while this process leads by a Lease; nothing it writes takes effect after that. */
import type { Transport } from '@kubets/client';
import { createClient } from '@kubets/client';
import { runElected } from '@kubets/controller-runtime/election';
import { createEventRecorder } from '@kubets/controller-runtime/events';
import type { Candidacy, ComponentEnvironment } from './environment.ts';
import type { Identity } from './identity.ts';

export interface Term {
  readonly signal: AbortSignal;
  /** Calls within the term. */
  connect(identity: Identity): Transport;
}

export interface LeasedOptions extends ComponentEnvironment {
  readonly candidacy: Candidacy;
  readonly signal: AbortSignal;
  /** Of the Lease, and of the component in its events. */
  readonly lease: string;
  /** Who takes the Lease. */
  readonly identity: Identity;
}

/** Calls `work` once each term until the signal aborts. */
export async function runLeased(options: LeasedOptions, work: (term: Term) => Promise<void>): Promise<void> {
  const { connect, candidacy, lease: name, identity, ...common } = options;
  const client = createClient(connect(identity));
  const events = createEventRecorder({ ...common, client, component: name });
  const election = { ...common, client, events, name, identity: candidacy.identity, alone: !candidacy.shared };
  await runElected(election, ({ signal, lease, fenced }) =>
    work({ signal, connect: (each) => fenced(connect(each, lease)) }),
  );
  await events.drained();
}
