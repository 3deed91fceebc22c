/**
 * Creates and maintains the FlowSchemas and PriorityLevelConfigurations of every cluster, and reports whether the level
 * of each schema exists. Upstream: the post-start hook priority-and-fairness-config-producer.
 */
import { type FlowSchema, type FlowSchemaCondition, flowSchemas, priorityLevelConfigurations } from '@kubets/api';
import {
  autoUpdateAnnotation,
  mandatoryFlowSchemas,
  mandatoryPriorityLevels,
  suggestedFlowSchemas,
  suggestedPriorityLevels,
} from '@kubets/api/flow-control';
import { ensure, type ResourceAccess } from '@kubets/apiserver/access';
import { type Clock, deepEqual, type Logger, messageOf } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { isNotFound } from '@kubets/machinery/status-error';
import { formatTime } from '@kubets/machinery/time';

export interface FlowControlUpkeep {
  readonly resources: ResourceAccess;
  readonly clock: Clock;
  readonly log: Logger;
}

const intervalMs = 60_000;
const dangling = 'Dangling';

type Configured = KubeObject & { readonly spec?: unknown };

/** Whether the server maintains the spec: as the annotation says, else while nobody has changed it. */
function isMaintained({ metadata }: Configured, isMandatory: boolean): boolean {
  if (isMandatory) return true;
  const told = metadata?.annotations?.[autoUpdateAnnotation];
  return told === undefined ? metadata?.generation === 1 : told === 'true';
}

/** The object as it should be; the same object if nothing is to be changed. */
export function maintained<T extends Configured>(standing: T, wanted: T, isMandatory: boolean): T {
  const updates = isMaintained(standing, isMandatory);
  // The shares of the exempt level belong to the user.
  const keepsShares = isMandatory && wanted.metadata?.name === 'exempt' && wanted.kind === 'PriorityLevelConfiguration';
  const spec = updates && !keepsShares ? wanted.spec : standing.spec;
  const annotation = String(updates);
  const annotations = { ...standing.metadata?.annotations, [autoUpdateAnnotation]: annotation };
  const isSame = standing.metadata?.annotations?.[autoUpdateAnnotation] === annotation;
  if (isSame && deepEqual(spec, standing.spec)) return standing;
  return { ...standing, spec, metadata: { ...standing.metadata, annotations } };
}

async function keepObjects<T extends Configured>(
  resources: ResourceAccess,
  type: ResourceType<T>,
  wanted: readonly T[],
  isMandatory: boolean,
): Promise<void> {
  for (const object of wanted) {
    const name = object.metadata?.name ?? '';
    const standing = await resources.get(type, '', name);
    if (standing === undefined) await ensure(resources, type, '', object);
    else if (maintained(standing, object, isMandatory) !== standing)
      await resources.update(type, '', name, (current) => maintained(current, object, isMandatory)).catch(unlessGone);
  }
}

/** The next round creates it again. */
function unlessGone(error: unknown): void {
  if (!isNotFound(error)) throw error;
}

/** Objects that an older release created and that are not wanted any more. */
async function removeOthers<T extends Configured>(
  resources: ResourceAccess,
  type: ResourceType<T>,
  wanted: readonly T[],
): Promise<void> {
  const names = new Set(wanted.map(({ metadata }) => metadata?.name));
  for (const { metadata } of await resources.list(type)) {
    if (names.has(metadata?.name) || metadata?.annotations?.[autoUpdateAnnotation] !== 'true') continue;
    const preconditions = metadata.uid === undefined ? {} : { uid: metadata.uid };
    await resources.delete(type, '', metadata.name ?? '', { preconditions }).catch(unlessGone);
  }
}

/** The schema with the condition; the same schema if it has it. */
export function withDangling(schema: FlowSchema, levels: ReadonlySet<string>, now: number): FlowSchema {
  const level = schema.spec?.priorityLevelConfiguration.name ?? '';
  const exists = levels.has(level);
  const subject = `This FlowSchema references the PriorityLevelConfiguration object named ${JSON.stringify(level)}`;
  const told = exists
    ? { status: 'False', reason: 'Found', message: `${subject} and it exists` }
    : { status: 'True', reason: 'NotFound', message: `${subject} but there is no such object` };
  const conditions = schema.status?.conditions ?? [];
  const standing = conditions.find(({ type }) => type === dangling);
  if (standing?.status === told.status && standing.reason === told.reason && standing.message === told.message)
    return schema;
  const lastTransitionTime =
    standing?.status === told.status && standing.lastTransitionTime ? standing.lastTransitionTime : formatTime(now);
  const condition: FlowSchemaCondition = { type: dangling, lastTransitionTime, ...told };
  const others = conditions.filter(({ type }) => type !== dangling);
  return { ...schema, status: { ...schema.status, conditions: [...others, condition] } };
}

async function reportDangling({ resources, clock }: FlowControlUpkeep): Promise<void> {
  const levels = new Set((await resources.list(priorityLevelConfigurations)).map((each) => each.metadata?.name ?? ''));
  for (const schema of await resources.list(flowSchemas)) {
    if (withDangling(schema, levels, clock.now()) === schema) continue;
    const change = (current: FlowSchema) => withDangling(current, levels, clock.now());
    const options = { subresource: 'status', fieldManager: 'api-priority-and-fairness-config-consumer-v1' };
    await resources.update(flowSchemas, '', schema.metadata?.name ?? '', change, options).catch(unlessGone);
  }
}

/** Idempotent, even if several servers do it at once. */
export async function keepFlowControl(parts: FlowControlUpkeep): Promise<void> {
  const { resources } = parts;
  const levels = [...suggestedPriorityLevels, ...mandatoryPriorityLevels];
  const schemas = [...suggestedFlowSchemas, ...mandatoryFlowSchemas];
  await keepObjects(resources, priorityLevelConfigurations, suggestedPriorityLevels, false);
  await keepObjects(resources, flowSchemas, suggestedFlowSchemas, false);
  await keepObjects(resources, flowSchemas, mandatoryFlowSchemas, true);
  await keepObjects(resources, priorityLevelConfigurations, mandatoryPriorityLevels, true);
  await removeOthers(resources, flowSchemas, schemas);
  await removeOthers(resources, priorityLevelConfigurations, levels);
  await reportDangling(parts);
}

/** Resolves once the signal aborts. Changes of the objects are answered at once, and all are checked every minute. */
export async function runFlowControl(parts: FlowControlUpkeep, signal: AbortSignal): Promise<void> {
  const { resources, clock, log } = parts;
  let wake = (): void => undefined;
  for (const type of [flowSchemas, priorityLevelConfigurations] as ResourceType[])
    resources.onChange(type, () => wake(), signal);
  while (!signal.aborted) {
    const changed = new AbortController();
    wake = () => changed.abort();
    try {
      await keepFlowControl(parts);
    } catch (error) {
      if (signal.aborted) return;
      log.warn('cannot maintain the configuration of flow control, will retry', { error: messageOf(error) });
    }
    await clock.sleep(intervalMs, AbortSignal.any([signal, changed.signal])).catch(() => undefined);
  }
}
