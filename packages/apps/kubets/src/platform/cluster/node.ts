/** Chooses between a node with real containers and simulated nodes. */
import { existsSync } from 'node:fs';
import { missingPackages } from '../host/install-host.ts';
import { UsageError } from '../usage-error.ts';
import type { RuntimeKind } from './settings.ts';

/** The node options of the command line. */
export interface NodeWish {
  /** 0: a control plane without a node. */
  readonly nodes: number;
  /** Undefined: real containers if the machine supports them. */
  readonly runtime: RuntimeKind | undefined;
  readonly criSocket: string | undefined;
}

export interface NodeChoice {
  readonly kind: RuntimeKind;
  /** Why pods are simulated, and how to run real containers; undefined if real containers run or were not requested. */
  readonly note: string | undefined;
}

/** Why real containers cannot run on this machine; undefined if they can. */
function obstacle({ criSocket }: NodeWish): string | undefined {
  if (process.platform !== 'linux') return 'Linux is required';
  if (process.getuid?.() !== 0) return 'root is required (run kubets with sudo)';
  if (criSocket !== undefined)
    return existsSync(criSocket)
      ? undefined
      : `${criSocket} does not exist: use the socket of a running container runtime`;
  const missing = missingPackages();
  return missing.length === 0
    ? undefined
    : `missing packages: ${missing.join(', ')} (install them with 'kubets up --install')`;
}

/** Throws UsageError for a combination that is not possible. */
export function chooseNode(request: NodeWish): NodeChoice {
  const { runtime, nodes, criSocket } = request;
  if (criSocket !== undefined && (runtime === 'simulated' || nodes !== 1))
    throw new UsageError('--cri-socket requires one node with real containers: do not use it with simulated nodes');
  if (nodes === 0 || runtime === 'simulated') return { kind: 'simulated', note: undefined };
  if (nodes > 1 && runtime === 'cri')
    throw new UsageError(
      `--nodes ${nodes} requires --runtime simulated: with real containers, this machine is one node`,
    );
  if (nodes > 1) return { kind: 'simulated', note: undefined };
  const why = obstacle(request);
  if (why === undefined) return { kind: 'cri', note: undefined };
  if (runtime === 'cri' || criSocket !== undefined) throw new UsageError(`cannot run real containers: ${why}`);
  return { kind: 'simulated', note: `Pods are simulated, because real containers cannot run: ${why}` };
}
