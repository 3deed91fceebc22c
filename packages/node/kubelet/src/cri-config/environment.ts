/** A container's environment from all of its sources. */
import type { EnvFromSource, EnvVar } from '@kubets/api';
import { fromBase64 } from '@kubets/base';
import type { AnyContainer } from '../pod/containers.ts';
import { containerBudget, expandReferences } from './expand.ts';
import { type DownwardContext, fieldValue, resourceValue } from './field-ref.ts';
import { ContainerConfigError, type ObjectSource } from './objects.ts';
import { serviceEnvironment } from './service-env.ts';
import type { SizeBudget } from './size-budget.ts';

const decoder = new TextDecoder();

/** Anything but `=`: what the relaxed rule of environment names allows. */
const isVariableName = (name: string): boolean => name !== '' && /^[\x20-\x3c\x3e-\x7e]+$/.test(name);

export interface Environment {
  readonly variables: readonly { readonly name: string; readonly value: string }[];
  /** Keys of envFrom that make no variable names, for an event. */
  readonly skipped: readonly string[];
}

async function fromSource(
  source: EnvFromSource,
  namespace: string,
  objects: ObjectSource,
): Promise<readonly (readonly [string, string])[]> {
  const prefix = source.prefix ?? '';
  const withPrefix = (entries: readonly (readonly [string, string])[]) =>
    entries.map(([key, value]) => [prefix + key, value] as const);
  if (source.configMapRef) {
    const { name = '', optional } = source.configMapRef;
    const map = await objects.configMap(namespace, name);
    if (map === undefined && !optional) throw new ContainerConfigError(`configmap "${name}" not found`);
    return withPrefix(Object.entries(map?.data ?? {}));
  }
  if (source.secretRef) {
    const { name = '', optional } = source.secretRef;
    const secret = await objects.secret(namespace, name);
    if (secret === undefined && !optional) throw new ContainerConfigError(`secret "${name}" not found`);
    const entries = Object.entries(secret?.data ?? {});
    return withPrefix(entries.map(([key, value]) => [key, decoder.decode(fromBase64(value))]));
  }
  return [];
}

/** What the variables of one container are made from. */
interface Sources {
  readonly defined: ReadonlyMap<string, string>;
  readonly services: ReadonlyMap<string, string>;
  readonly budget: SizeBudget;
}

/** The value of one variable; undefined where an optional source has none. */
async function variableValue(
  variable: EnvVar,
  container: AnyContainer,
  context: DownwardContext,
  objects: ObjectSource,
  { defined, services, budget }: Sources,
): Promise<string | undefined> {
  const source = variable.valueFrom;
  const namespace = context.pod.metadata?.namespace ?? '';
  if (source === undefined)
    return expandReferences(variable.value ?? '', (name) => defined.get(name) ?? services.get(name), budget);
  if (source.fieldRef) return fieldValue(source.fieldRef, context);
  if (source.resourceFieldRef) return resourceValue(source.resourceFieldRef, context, container.name);
  if (source.configMapKeyRef) {
    const { name = '', key, optional } = source.configMapKeyRef;
    const map = await objects.configMap(namespace, name);
    if (map === undefined && !optional) throw new ContainerConfigError(`configmap "${name}" not found`);
    const value = map?.data && Object.hasOwn(map.data, key) ? map.data[key] : undefined;
    if (value === undefined && !optional)
      throw new ContainerConfigError(`couldn't find key ${key} in ConfigMap ${namespace}/${name}`);
    return value;
  }
  if (source.secretKeyRef) {
    const { name = '', key, optional } = source.secretKeyRef;
    const secret = await objects.secret(namespace, name);
    if (secret === undefined && !optional) throw new ContainerConfigError(`secret "${name}" not found`);
    const value = secret?.data && Object.hasOwn(secret.data, key) ? secret.data[key] : undefined;
    if (value === undefined && !optional)
      throw new ContainerConfigError(`couldn't find key ${key} in Secret ${namespace}/${name}`);
    return value === undefined ? undefined : decoder.decode(fromBase64(value));
  }
  throw new ContainerConfigError(`the source of the environment variable ${variable.name} is not supported`);
}

/** Later definitions win: Services, then envFrom in order, then env in order. */
export async function environmentOf(
  container: AnyContainer,
  context: DownwardContext,
  objects: ObjectSource,
): Promise<Environment> {
  const namespace = context.pod.metadata?.namespace ?? '';
  const links = context.pod.spec?.enableServiceLinks ?? true;
  const services = serviceEnvironment(await objects.services(namespace), namespace, links);
  const defined = new Map<string, string>();
  const skipped: string[] = [];
  const budget = containerBudget('the environment');
  for (const source of container.envFrom ?? [])
    for (const [name, value] of await fromSource(source, namespace, objects)) {
      budget.take(name.length + value.length);
      if (isVariableName(name)) defined.set(name, value);
      else skipped.push(name);
    }
  for (const variable of container.env ?? []) {
    const value = await variableValue(variable, container, context, objects, { defined, services, budget });
    if (value === undefined) continue;
    // What was expanded is counted already.
    budget.take(variable.valueFrom === undefined ? 0 : value.length);
    defined.set(variable.name, value);
  }
  const all = new Map([...services, ...defined]);
  return { variables: Array.from(all, ([name, value]) => ({ name, value })), skipped };
}
