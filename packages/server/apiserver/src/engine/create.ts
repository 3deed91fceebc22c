/** Creates an object: names, prepares, validates and writes it. */
import { nextTurn, randomSuffix } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import { validateObjectMeta } from '@kubets/machinery/names';
import { errors, StatusError, statusError } from '@kubets/machinery/status-error';
import { WriteAllocations } from './allocations/write-allocations.ts';
import { nameRuleOf } from './kind-rules.ts';
import { namedObject, newObject } from './new-object.ts';
import type { ServedResource } from './served-resource.ts';
import { SideWrites } from './side-writes.ts';
import { type Check, foundBy, foundInTurns, foundLate, refuseInvalid, type WriteContext } from './write-context.ts';
import { mutated, withoutSystemFields, withWriter } from './written-fields.ts';

/** How often a generated name may exist before the server gives up. */
const maxNameAttempts = 8;
/** How often other writers may be faster at taking the object's allocations. */
const maxAllocationAttempts = 100;
/** Keeps a generated name a DNS label. */
const maxGeneratedPrefixLength = 63 - 5;

function nameFor(resource: ServedResource, object: KubeObject): string {
  const { name, generateName } = object.metadata ?? {};
  if (name || !generateName) return name ?? '';
  return generateName.slice(0, maxGeneratedPrefixLength) + randomSuffix(resource.context.random);
}

function refuseResourceVersion(object: KubeObject): void {
  const version = object.metadata?.resourceVersion;
  if (version === undefined || version === '' || version === '0') return;
  const message = 'resourceVersion should not be set on objects to be created';
  throw new StatusError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500 });
}

/** Each of them may take long for a large object. */
function creationChecks(resource: ServedResource, object: KubeObject): readonly Check[] {
  const { definition } = resource;
  const rules = { namespaced: definition.namespaced, nameRule: nameRuleOf(definition) };
  return [
    () => validateObjectMeta(object.metadata ?? {}, rules),
    () => resource.type.validate(object),
    () => definition.strategy.validate?.(object) ?? [],
  ];
}

/** Refuses objects that must not be created. */
function check(
  resource: ServedResource,
  object: KubeObject,
  context: WriteContext,
  side: SideWrites | undefined,
): undefined | Promise<void> {
  const checks = creationChecks(resource, object);
  const { custom, strategy } = resource.definition;
  const inTurns = context.large || custom !== undefined || strategy.validateInTurns !== undefined;
  if (inTurns) return checkInTurns(resource, object, context, side, checks);
  refuseInvalid(resource, object.metadata?.name ?? '', foundBy(checks));
  warn(resource, object, context);
  return context.stages.validate(object, undefined, side);
}

async function checkInTurns(
  resource: ServedResource,
  object: KubeObject,
  context: WriteContext,
  side: SideWrites | undefined,
  checks: readonly Check[],
): Promise<void> {
  const found = context.large ? await foundInTurns(checks) : foundBy(checks);
  const more = await foundLate(resource, found, [object, undefined], context);
  refuseInvalid(resource, object.metadata?.name ?? '', [...found, ...more]);
  warn(resource, object, context);
  if (context.large) await nextTurn();
  await context.stages.validate(object, undefined, side);
}

function warn({ definition }: ServedResource, object: KubeObject, context: WriteContext): void {
  for (const warning of definition.strategy.warnings?.(object, undefined) ?? []) context.warn(warning);
}

/** The object as it would be written now. */
async function prepared(
  resource: ServedResource,
  object: KubeObject,
  context: WriteContext,
  side: SideWrites,
): Promise<KubeObject> {
  if (context.large) await nextTurn();
  const created = newObject(resource, object, context);
  if (context.large) await nextTurn();
  await check(resource, created, context, context.dryRun ? undefined : side);
  return created;
}

/** The written object; `again`: other writers changed what it depends on. */
async function tryOnce(
  resource: ServedResource,
  named: KubeObject,
  key: string,
  allocations: WriteAllocations,
  context: WriteContext,
  side: SideWrites,
): Promise<KubeObject | 'exists' | 'again'> {
  const { stored } = resource;
  const created = await prepared(resource, await allocations.fill(named, undefined), context, side);
  const companions = side.joined(await allocations.plan(undefined, created));
  if (context.large) await nextTurn();
  if (context.dryRun) {
    if ((await stored.read(key)) !== undefined) return 'exists';
    return (await allocations.wouldHold(companions)) ? created : 'again';
  }
  const storable = resource.isRemote ? await resource.remotelyStorable(created) : resource.storable(created);
  const outcome = await stored.put(key, storable, 0, { guard: context.guard, companions });
  side.made(outcome);
  if (allocations.again(outcome, companions)) return 'again';
  if (!outcome.done) return 'exists';
  if (resource.isRemote) await resource.converted([outcome.object]);
  return resource.served(outcome.object);
}

async function attempt(
  resource: ServedResource,
  object: KubeObject,
  namespace: string,
  context: WriteContext,
): Promise<KubeObject | 'exists'> {
  const name = nameFor(resource, object);
  const key = resource.stored.key(namespace, name);
  const allocations = new WriteAllocations(resource);
  for (let tried = 0; tried < maxAllocationAttempts; tried++) {
    const side = new SideWrites(resource.context.find, tried);
    try {
      const named = namedObject(resource, object, name, namespace);
      const result = await tryOnce(resource, named, key, allocations, context, side);
      if (result !== 'again') return result;
    } finally {
      side.end();
    }
  }
  throw errors.conflict(
    resource.groupResource,
    name,
    'other writers took every value that was chosen for it; please try again',
  );
}

/** Throws AlreadyExists, Invalid, and the errors of admission. `object` has been decoded and defaulted. */
export async function createObject(
  resource: ServedResource,
  object: KubeObject,
  namespace: string,
  context: WriteContext,
): Promise<KubeObject> {
  if (context.large) await nextTurn();
  const given = withoutSystemFields(object);
  const written = withWriter(resource, undefined, given, '', context);
  const admitted = await mutated(written instanceof Promise ? await written : written, undefined, context);
  refuseResourceVersion(admitted);
  const generated = !admitted.metadata?.name && Boolean(admitted.metadata?.generateName);
  for (let left = generated ? maxNameAttempts : 1; left > 0; left--) {
    const result = await attempt(resource, admitted, namespace, context);
    if (result !== 'exists') return result;
  }
  if (!generated) throw errors.alreadyExists(resource.groupResource, admitted.metadata?.name ?? '');
  const base = admitted.metadata?.generateName ?? '';
  const taken = errors.alreadyExists(resource.groupResource, base);
  throw statusError(
    'AlreadyExists',
    `${taken.message}, the server was not able to generate a unique name for the object`,
    { ...taken.status.details, retryAfterSeconds: 1 },
  );
}
