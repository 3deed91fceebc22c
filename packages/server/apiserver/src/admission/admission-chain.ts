/** Runs the admission plugins that handle a write, in their order. */
import type { ResourceDefinition } from '@kubets/api';
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceReader } from '../access/resource-access.ts';
import type { AdmissionAttributes, AdmissionCommit, AdmissionOperation, AdmissionPlugin } from './admission.ts';
import type { AdmissionMetrics, AdmissionStep, ObserveAdmission } from './admission-metrics.ts';
import { type AdmissionRequest, AdmittedWrite, attributesOf } from './admitted-write.ts';

export interface AdmissionChain {
  /**
   * Mutating admission; returns the object to continue with. Synchronous if no plugin handles the write. The plugins
   * run once more if one of them requests it.
   */
  mutate(
    request: AdmissionRequest,
    operation: AdmissionOperation,
    object: KubeObject | undefined,
    old: KubeObject | undefined,
  ): KubeObject | undefined | Promise<KubeObject | undefined>;
  /**
   * Validating admission. Rejects with the StatusError of the first plugin that refuses. Synchronous if no plugin
   * handles it.
   */
  validate(
    request: AdmissionRequest,
    operation: AdmissionOperation,
    object: KubeObject | undefined,
    old: KubeObject | undefined,
    commit?: AdmissionCommit,
  ): undefined | Promise<void>;
}

/** The plugins that handle one kind of write, if they are configured for it. */
interface Concerned {
  readonly mutating: Step<AdmissionPlugin>;
  readonly validating: Step<Validating>;
}

/** The plugins of a step, with the metrics of each and of all. */
interface Step<P extends AdmissionPlugin> {
  readonly plugins: readonly { readonly plugin: P; readonly observe: ObserveAdmission }[];
  readonly observe: ObserveAdmission;
}

type Validating = AdmissionPlugin & Required<Pick<AdmissionPlugin, 'validate'>>;

function concerns(plugin: AdmissionPlugin, request: AdmissionRequest, operation: AdmissionOperation): boolean {
  const { resource, subresources, operations } = plugin.on;
  if (!operations.includes(operation)) return false;
  if (resource !== undefined) {
    const { group, plural } = request.definition;
    if (resource.group !== group || resource.plural !== plural) return false;
  }
  return subresources === undefined
    ? request.subresource === ''
    : subresources.includes(request.subresource) || subresources.includes('*');
}

function mutates(plugin: AdmissionPlugin, operation: AdmissionOperation): boolean {
  return (operation === 'DELETE' ? plugin.mutateDelete : plugin.mutate) !== undefined;
}

type Write = readonly [operation: AdmissionOperation, object: KubeObject | undefined, old: KubeObject | undefined];

/** Determined once for each kind of write: by resource, subresource and operation. */
function concernedOf(plugins: readonly AdmissionPlugin[], metrics: AdmissionMetrics) {
  const found = new WeakMap<ResourceDefinition, Map<string, Concerned>>();
  return (request: AdmissionRequest, operation: AdmissionOperation): Concerned => {
    let ofResource = found.get(request.definition);
    if (ofResource === undefined) {
      ofResource = new Map();
      found.set(request.definition, ofResource);
    }
    const name = `${operation} ${request.subresource}`;
    let known = ofResource.get(name);
    if (known === undefined) {
      const all = plugins.filter((plugin) => concerns(plugin, request, operation));
      const step = <P extends AdmissionPlugin>(type: AdmissionStep, some: readonly P[]): Step<P> => ({
        plugins: some.map((plugin) => ({ plugin, observe: metrics.plugin(plugin.name, type, operation) })),
        observe: metrics.step(type, operation),
      });
      const mutating = all.filter((plugin) => mutates(plugin, operation));
      const validating = all.filter((plugin): plugin is Validating => plugin.validate !== undefined);
      known = { mutating: step('admit', mutating), validating: step('validate', validating) };
      ofResource.set(name, known);
    }
    return known;
  };
}

function isConfigured(plugin: AdmissionPlugin, request: AdmissionRequest, operation: AdmissionOperation): boolean {
  return plugin.isConfigured?.(operation, request.definition, request.subresource) ?? true;
}

/** Whether a plugin is configured for the write. */
function isConcerned(step: Step<AdmissionPlugin>, request: AdmissionRequest, operation: AdmissionOperation): boolean {
  return step.plugins.some(({ plugin }) => isConfigured(plugin, request, operation));
}

/** Mutating admission by one plugin; `changed` gets the new object. Synchronous if the plugin is. */
function mutatedBy(
  plugin: AdmissionPlugin,
  attributes: AdmissionAttributes,
  context: AdmittedWrite,
  changed: (next: KubeObject) => void,
): void | Promise<void> {
  const { object } = attributes;
  if (object === undefined) return plugin.mutateDelete?.(attributes, context);
  const taken = (next: KubeObject | undefined): void => {
    if (next !== undefined && next !== object) changed(next);
  };
  const next = plugin.mutate?.(object, attributes, context);
  return next instanceof Promise ? next.then(taken) : taken(next);
}

/** Runs `run` for each configured plugin of a step, and observes how long each takes, and all. */
async function runStep<P extends AdmissionPlugin>(
  { plugins, observe }: Step<P>,
  request: AdmissionRequest,
  operation: AdmissionOperation,
  monotonic: () => number,
  run: (plugin: P) => Promise<void> | void,
): Promise<void> {
  const started = monotonic();
  let at = started;
  for (const each of plugins) {
    if (!isConfigured(each.plugin, request, operation)) continue;
    try {
      // Most plugins have nothing to wait for.
      const running = run(each.plugin);
      if (running !== undefined) await running;
    } catch (error) {
      const failed = monotonic();
      each.observe(failed - at, true);
      observe(failed - started, true);
      throw error;
    }
    // The end of one plugin is the start of the next: reading the clock costs time.
    const now = monotonic();
    each.observe(now - at, false);
    at = now;
  }
  observe(at - started, false);
}

export function admissionChain(
  plugins: readonly AdmissionPlugin[],
  reader: ResourceReader,
  metrics: AdmissionMetrics,
): AdmissionChain {
  const { monotonic } = metrics;
  const mutated = async (mutating: Step<AdmissionPlugin>, request: AdmissionRequest, ...write: Write) => {
    const context = new AdmittedWrite(request, reader);
    let attributes = attributesOf(request, ...write);
    const changed = (next: KubeObject): void => {
      attributes = attributesOf(request, attributes.operation, next, attributes.oldObject);
    };
    const run = (plugin: AdmissionPlugin) => mutatedBy(plugin, attributes, context, changed);
    await runStep(mutating, request, write[0], monotonic, run);
    if (context.reinvoke()) await runStep(mutating, request, write[0], monotonic, run);
    return attributes.object;
  };
  const validated = async (
    validating: Step<Validating>,
    request: AdmissionRequest,
    commit: AdmissionCommit | undefined,
    ...write: Write
  ) => {
    const attributes = attributesOf(request, ...write);
    const context = new AdmittedWrite(request, reader, commit);
    await runStep(validating, request, write[0], monotonic, (plugin) => plugin.validate(attributes, context));
  };
  const concerned = concernedOf(plugins, metrics);
  return {
    mutate(request, ...write) {
      const { mutating } = concerned(request, write[0]);
      if (!isConcerned(mutating, request, write[0])) {
        mutating.observe(0, false);
        return write[1];
      }
      return mutated(mutating, request, ...write);
    },
    validate(request, operation, object, old, commit) {
      const { validating } = concerned(request, operation);
      if (!isConcerned(validating, request, operation)) {
        validating.observe(0, false);
        return undefined;
      }
      return validated(validating, request, commit, operation, object, old);
    },
  };
}
