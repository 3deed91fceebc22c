/** etcd's methods, with codecs that are created from the facts of its API on first use. */
import { present } from '@kubets/base';
import type { Method } from '@kubets/grpc/calls/platform';
import { createCodecs } from '@kubets/grpc/messages/platform';
import facts from './facts/etcd.json' with { type: 'json' };

const codecs = createCodecs(
  [
    { name: 'etcdserverpb', ...facts.etcdserverpb },
    { name: 'mvccpb', ...facts.mvccpb },
  ],
  { fields: 'wire', enums: 'numbers' },
);
const methods = new Map<string, Method>();

/** A method by its service and name, as `KV/Range`. */
export function methodOf(name: string): Method {
  const known = methods.get(name);
  if (known) return known;
  const [service = '', own] = name.split('/');
  const all: Readonly<Record<string, readonly { name: string; req: string; res: string }[]>> = facts.services;
  const fact = present(
    all[service]?.find((each) => each.name === own),
    `etcd method ${name}`,
  );
  const codecOf = (message: string) => codecs(`etcdserverpb.${message}`);
  const method = { path: `/etcdserverpb.${name}`, request: codecOf(fact.req), response: codecOf(fact.res) };
  methods.set(name, method);
  return method;
}
