/** Creates an object: names it, prepares it, checks it, writes it. */
import { nextTurn, randomSuffix } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import { validateObjectMeta } from '@kubets/machinery/names';
import { errors, StatusError, statusError } from '@kubets/machinery/status-error';
import { WriteClaims } from './claims/write-claims.ts';
import type { Endpoint } from './endpoint.ts';
import { nameRuleOf } from './kind-rules.ts';
import { namedObject, newObject, newObjectInTurns } from './new-object.ts';
import { type Check, foundBy, foundInTurns, refuseInvalid, type WriteContext } from './write-context.ts';

/** How often a generated name may be taken before the server gives up. */
const nameAttempts = 8;
/** How often others may be faster at taking what the object needs. */
const claimAttempts = 100;
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

/** Each of them may take long where the object is large. */
function creationChecks(endpoint: Endpoint, object: KubeObject): readonly Check[] {
  const { definition } = endpoint;
  const rules = { namespaced: definition.namespaced, nameRule: nameRuleOf(definition) };
  return [
    () => validateObjectMeta(object.metadata ?? {}, rules),
    () => endpoint.type.validate(object),
    () => definition.strategy.validate?.(object) ?? [],
  ];
}

/** Refuses what may not be created. */
function check(endpoint: Endpoint, object: KubeObject, context: WriteContext): undefined | Promise<void> {
  const checks = creationChecks(endpoint, object);
  if (context.large) return checkInTurns(endpoint, object, context, checks);
  refuseInvalid(endpoint, object.metadata?.name ?? '', foundBy(checks));
  warn(endpoint, object, context);
  return context.stages.validate(object, undefined);
}

async function checkInTurns(
  endpoint: Endpoint,
  object: KubeObject,
  context: WriteContext,
  checks: readonly Check[],
): Promise<void> {
  refuseInvalid(endpoint, object.metadata?.name ?? '', await foundInTurns(checks));
  warn(endpoint, object, context);
  await nextTurn();
  await context.stages.validate(object, undefined);
}

function warn({ definition }: Endpoint, object: KubeObject, context: WriteContext): void {
  for (const warning of definition.strategy.warnings?.(object, undefined) ?? []) context.warn(warning);
}

async function attempt(
  endpoint: Endpoint,
  object: KubeObject,
  namespace: string,
  context: WriteContext,
): Promise<KubeObject | 'exists'> {
  const { stored } = endpoint;
  const name = nameFor(endpoint, object);
  const key = stored.key(namespace, name);
  const claims = new WriteClaims(endpoint);
  for (let left = claimAttempts; left > 0; left--) {
    const filled = await claims.fill(namedObject(endpoint, object, name, namespace), undefined);
    if (context.large) await nextTurn();
    const created = context.large
      ? await newObjectInTurns(endpoint, filled, context)
      : newObject(endpoint, filled, context);
    if (context.large) await nextTurn();
    await check(endpoint, created, context);
    const companions = await claims.plan(undefined, created);
    if (context.large) await nextTurn();
    if (context.dryRun) {
      if ((await stored.read(key)) !== undefined) return 'exists';
      if (await claims.wouldHold(companions)) return created;
      continue;
    }
    const outcome = await stored.put(key, endpoint.storable(created), 0, { guard: context.guard, companions });
    if (claims.again(outcome, companions)) continue;
    return outcome.done ? endpoint.served(outcome.object) : 'exists';
  }
  throw errors.conflict(endpoint.resource, name, 'what it needs is taken faster than it can be chosen');
}

/** Throws AlreadyExists, Invalid, and whatever admission refuses with. `object` has been decoded and defaulted. */
export async function createObject(
  endpoint: Endpoint,
  object: KubeObject,
  namespace: string,
  context: WriteContext,
): Promise<KubeObject> {
  if (context.large) await nextTurn();
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
