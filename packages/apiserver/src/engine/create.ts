/** Creates an object: names it, prepares it, checks it, writes it. */
import { randomSuffix } from '@kubets/base';
import {
  errors,
  type FieldError,
  type KubeObject,
  StatusError,
  statusError,
  validateObjectMeta,
} from '@kubets/machinery';
import type { Endpoint } from './endpoint.ts';
import { nameRuleOf } from './kind-rules.ts';
import { prepareCreate, withSystemFields } from './preparation.ts';
import { refuseInvalid, type WriteContext, withReservations } from './write-context.ts';

/** How often a generated name may be taken before the server gives up. */
const nameAttempts = 8;
/** So that a generated name stays a DNS label. */
const longestGeneratedPrefix = 63 - 5;

function nameFor(endpoint: Endpoint, object: KubeObject): string {
  const { name, generateName } = object.metadata ?? {};
  if (name || !generateName) return name ?? '';
  return generateName.slice(0, longestGeneratedPrefix) + randomSuffix(endpoint.context.random);
}

function refuseResourceVersion(object: KubeObject): void {
  const version = object.metadata?.resourceVersion;
  if (version === undefined || version === '' || version === '0') return;
  const message = 'resourceVersion should not be set on objects to be created';
  throw new StatusError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500 });
}

function creationErrors(endpoint: Endpoint, object: KubeObject): readonly FieldError[] {
  const { definition } = endpoint;
  const rules = { namespaced: definition.namespaced, nameRule: nameRuleOf(definition) };
  return [
    ...validateObjectMeta(object.metadata ?? {}, rules),
    ...endpoint.type.validate(object),
    ...(definition.strategy.validate?.(object) ?? []),
  ];
}

async function attempt(
  endpoint: Endpoint,
  object: KubeObject,
  namespace: string,
  context: WriteContext,
): Promise<KubeObject | 'exists'> {
  const { definition, stored } = endpoint;
  const strategyContext = endpoint.strategyContext(context.user);
  const name = nameFor(endpoint, object);
  const identity = { name, namespace, uid: endpoint.context.random.uuid() };
  const named = withSystemFields(object, identity, strategyContext.now);
  return withReservations(endpoint, named, undefined, context.dryRun, async (reserved) => {
    const prepared = prepareCreate(definition, endpoint.shape, reserved, strategyContext);
    const write = { definition, subresource: '', manager: context.manager ?? '', now: strategyContext.now };
    const owned =
      context.manager === undefined ? prepared : endpoint.context.fields.written(undefined, prepared, write);
    refuseInvalid(endpoint, name, creationErrors(endpoint, owned));
    definition.strategy.warnings?.(owned, undefined).forEach((warning) => {
      context.warn(warning);
    });
    await context.stages.validate(owned, undefined);
    const key = stored.key(namespace, name);
    const storable = endpoint.storable(owned);
    if (context.dryRun) {
      return { written: false, result: (await stored.read(key)) === undefined ? owned : 'exists' };
    }
    const outcome = await stored.put(key, storable, 0, context.guard);
    if (!outcome.done) return { written: false, result: 'exists' };
    return { written: true, result: endpoint.served(outcome.object) };
  });
}

/** Throws AlreadyExists, Invalid, and whatever admission refuses with. `object` has been decoded and defaulted. */
export async function createObject(
  endpoint: Endpoint,
  object: KubeObject,
  namespace: string,
  context: WriteContext,
): Promise<KubeObject> {
  const admitted = await context.stages.mutate(object, undefined);
  refuseResourceVersion(admitted);
  const generated = !admitted.metadata?.name && Boolean(admitted.metadata?.generateName);
  for (let left = generated ? nameAttempts : 1; left > 0; left--) {
    const result = await attempt(endpoint, admitted, namespace, context);
    if (result !== 'exists') return result;
  }
  if (!generated) throw errors.alreadyExists(endpoint.resource, admitted.metadata?.name ?? '');
  const base = admitted.metadata?.generateName ?? '';
  const taken = errors.alreadyExists(endpoint.resource, base);
  throw statusError(
    'AlreadyExists',
    `${taken.message}, the server was not able to generate a unique name for the object`,
    { ...taken.status.details, retryAfterSeconds: 1 },
  );
}
