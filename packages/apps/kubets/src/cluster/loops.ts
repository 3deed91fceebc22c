/** The loops of a control plane, each under its Lease: the controllers, and the scheduler. */
import type { WriteGuard } from '@kubets/apiserver/access';
import type { UserInfo } from '@kubets/apiserver/requests';
import type { Clock, Logger, Random } from '@kubets/base';
import { type Client, createClient, type Transport } from '@kubets/client';
import { runControllers } from '@kubets/controller-runtime';
import { runElected } from '@kubets/controller-runtime/election';
import { createEventRecorder, createSeriesRecorder } from '@kubets/controller-runtime/events';
import { controllers } from '@kubets/controllers';
import { leaseGuard } from '@kubets/kube-apiserver';
import { runScheduler } from '@kubets/scheduler';
import { componentUsers, controllerUser } from './identities.ts';

/** Who this process is among those that may lead. */
export interface Candidacy {
  /** Unique to the process: `HOST_UUID`, as upstream. */
  readonly identity: string;
  /** Whether other control planes may work on the same store. Who is alone leads at once. */
  readonly shared: boolean;
}

export interface LoopOptions {
  /** The API as `user`; writes are held to `guard`, in their own transaction. */
  transport(user: UserInfo, guard?: WriteGuard): Transport;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** Absent: the loops run without a Lease. */
  readonly candidacy?: Candidacy | undefined;
}

interface Term {
  readonly signal: AbortSignal;
  clientFor(user: UserInfo): Client;
}

/** Runs `work` while this process leads by the Lease `name`; nothing it writes takes effect after that. */
async function whileLeading(
  { transport, candidacy, ...common }: LoopOptions,
  name: string,
  user: UserInfo,
  work: (term: Term) => Promise<void>,
): Promise<void> {
  const clientFor = (each: UserInfo): Client => createClient(transport(each));
  if (candidacy === undefined) return work({ signal: common.signal, clientFor });
  const client = clientFor(user);
  const { identity, shared } = candidacy;
  const events = createEventRecorder({ ...common, client, component: name });
  await runElected({ ...common, client, events, identity, name, alone: !shared }, async (tenure) => {
    const guard = tenure.lease && leaseGuard(tenure.lease);
    await work({
      signal: tenure.signal,
      clientFor: (each) => createClient(tenure.fenced(transport(each, guard))),
    });
  });
  await events.drained();
}

export interface ControllerLoopOptions extends LoopOptions {
  /** The cluster's certificate authority, PEM: what pods trust. */
  readonly authority: string;
}

/** Runs until the signal aborts; rejects only on a bug. */
export function runControllerManager(given: ControllerLoopOptions): Promise<void> {
  const { authority, ...rest } = given;
  const options = { ...rest, log: given.log.with({ component: 'controller-manager' }) };
  const { controllerManager } = componentUsers;
  // Other API servers hear of a namespace's end a little later: until then they let objects into it.
  const patience = given.candidacy?.shared === true ? {} : { namespaceDeletionDelay: 0 };
  const definitions = controllers({ rootCa: authority, ...patience });
  return whileLeading(options, 'kube-controller-manager', controllerManager, ({ signal, clientFor }) =>
    runControllers(definitions, {
      ...options,
      signal,
      client: clientFor(controllerManager),
      clientFor: (identity) => clientFor(controllerUser(identity)),
    }),
  );
}

/** Characters, as the API takes them. */
const maxInstanceLength = 128;

/** The host's name out of `HOST_UUID`; none where nobody is elected. */
function hostOf(candidacy: Candidacy | undefined): readonly string[] {
  if (candidacy === undefined) return [];
  return [candidacy.identity.slice(0, candidacy.identity.lastIndexOf('_'))].filter((host) => host !== '');
}

/** Runs until the signal aborts; rejects only on a bug. */
export function runKubeScheduler(given: LoopOptions): Promise<void> {
  const options = { ...given, log: given.log.with({ component: 'scheduler' }) };
  return whileLeading(options, 'kube-scheduler', componentUsers.scheduler, async ({ signal, clientFor }) => {
    const { clock, random, log } = options;
    const client = clientFor(componentUsers.scheduler);
    const reportingController = 'default-scheduler';
    const reportingInstance = [reportingController, ...hostOf(given.candidacy)].join('-').slice(0, maxInstanceLength);
    const reporting = { reportingController, reportingInstance };
    const events = createSeriesRecorder({ client, clock, random, log, signal, ...reporting });
    await runScheduler({ client, events, clock, random, log }, signal);
    await events.drained();
  });
}
