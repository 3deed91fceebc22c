/**
 * PodSecurity: pods comply with the Pod Security Standards that the labels of their namespace select. The checks are loaded
 * when the first namespace has a policy.
 */
import { namespaces, type Pod, type PodTemplateSpec, pods } from '@kubets/api';
import {
  type AdmissionAttributes,
  type AdmissionContext,
  type AdmissionPlugin,
  defineAdmission,
} from '@kubets/apiserver/admission';
import { errors } from '@kubets/machinery/status-error';
import { isFullyPrivileged, latest, levelVersionText, policyOf } from '@kubets/pod-security';
import { namespaceSecurity } from './namespaces.ts';
import { annotationPrefix, type PodSecurityOptions } from './options.ts';
import { podControllers } from './pod-templates.ts';

const name = 'PodSecurity';

/** Subresources that do not write the spec of a pod. Any other is checked, also one that is added later. */
const otherSubresources: ReadonlySet<string> = new Set([
  'exec',
  'attach',
  'binding',
  'eviction',
  'log',
  'portforward',
  'proxy',
  'status',
]);

/** Whether the namespace or the user is exempt. */
function isExempt(
  { settings, metrics }: PodSecurityOptions,
  attributes: AdmissionAttributes,
  context: AdmissionContext,
): boolean {
  const { exemptions } = settings;
  const { namespace, user } = attributes;
  const byNamespace = exemptions.namespaces.includes(namespace);
  if (!byNamespace && (user.name === '' || !exemptions.usernames.includes(user.name))) return false;
  metrics.exempted(attributes);
  context.annotate(`${annotationPrefix}exempt`, byNamespace ? 'namespace' : 'user');
  return true;
}

/** Undefined, and counted, if there is no such namespace. */
async function policyFor(
  { settings, metrics }: PodSecurityOptions,
  attributes: AdmissionAttributes,
  context: AdmissionContext,
): Promise<ReturnType<typeof policyOf> | undefined> {
  const found = await context.get(namespaces, '', attributes.namespace);
  if (found !== undefined) return policyOf(found.metadata?.labels ?? {}, settings.defaults);
  metrics.failed(true, attributes);
  context.annotate(`${annotationPrefix}error`, lookupFailure(attributes));
  return undefined;
}

const lookupFailure = ({ namespace }: AdmissionAttributes): string =>
  `failed to lookup namespace ${JSON.stringify(namespace)}`;

async function validatePod(
  options: PodSecurityOptions,
  attributes: AdmissionAttributes<Pod>,
  context: AdmissionContext,
): Promise<void> {
  if (isExempt(options, attributes, context)) return;
  const found = await policyFor(options, attributes, context);
  if (found === undefined) throw errors.internal(lookupFailure(attributes));
  if (found.errors.length === 0 && isFullyPrivileged(found.policy)) {
    const privileged = levelVersionText({ level: 'privileged', version: latest });
    context.annotate(`${annotationPrefix}enforce-policy`, privileged);
    options.metrics.evaluated('allow', found.policy.enforce, 'enforce', attributes);
    return;
  }
  const { evaluate } = await import('./evaluation.ts');
  const { object, oldObject: old } = attributes;
  evaluate(options, found, { object, old, purpose: 'enforce' }, attributes, context);
}

async function validateController(
  options: PodSecurityOptions,
  template: PodTemplateSpec | undefined,
  attributes: AdmissionAttributes,
  context: AdmissionContext,
): Promise<void> {
  if (isExempt(options, attributes, context)) return;
  const found = await policyFor(options, attributes, context);
  if (found === undefined) return;
  const { audit, warn } = found.policy;
  if (found.errors.length === 0 && audit.level === 'privileged' && warn.level === 'privileged') return;
  const { evaluate } = await import('./evaluation.ts');
  evaluate(options, found, { object: template, old: undefined, purpose: 'report' }, attributes, context);
}

export function podSecurity(options: PodSecurityOptions): readonly AdmissionPlugin[] {
  const checked = pods.subresources.map((each) => each.name).filter((each) => !otherSubresources.has(each));
  return [
    namespaceSecurity(options),
    defineAdmission<Pod>({
      name,
      on: { resource: pods, subresources: ['', ...checked], operations: ['CREATE', 'UPDATE'] },
      validate: (attributes, context) => validatePod(options, attributes, context),
    }),
    ...podControllers.map(
      ({ resource, templateOf }): AdmissionPlugin => ({
        name,
        on: { resource, operations: ['CREATE', 'UPDATE'] },
        validate(attributes, context) {
          const { object } = attributes;
          return validateController(options, object && templateOf(object), attributes, context);
        },
      }),
    ),
  ];
}
