/** What components are given by whoever assembles them: time, randomness, a log, and a way to the API. */
import type { Lease } from '@kubets/api';
import type { Clock, Logger, Random } from '@kubets/base';
import type { Transport } from '@kubets/client';
import type { Identity } from './identity.ts';

/** Who this process is among those that may lead. */
export interface Candidacy {
  /** Unique to the process: `HOST_UUID`, as upstream. */
  readonly identity: string;
  /** Whether other control planes may work on the same store. Who is alone leads at once. */
  readonly shared: boolean;
}

export interface ComponentEnvironment {
  /** The API as `identity`; writes take effect only while `lease` stands as it is given here. */
  connect(identity: Identity, lease?: Lease): Transport;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Absent: components run without a Lease. */
  readonly candidacy?: Candidacy | undefined;
}
