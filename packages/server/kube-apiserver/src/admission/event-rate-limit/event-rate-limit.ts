/** EventRateLimit: how many events are written, in total and by namespace, user, or source and object. */
import { type Event, events } from '@kubets/api';
import { type AdmissionAttributes, defineAdmission } from '@kubets/apiserver/admission';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { StatusError } from '@kubets/machinery/status-error';
import {
  AdmissionConfigurationError,
  checkFields,
  refuseErrors,
  typedConfiguration,
} from '../admission-configuration.ts';
import { wholeNumber } from '../configuration-values.ts';
import type { CreatePlugin } from '../plugin-parts.ts';
import { TokenBuckets } from './token-buckets.ts';

const name = 'EventRateLimit';
const type = { kind: 'Configuration', apiVersions: ['eventratelimit.admission.k8s.io/v1alpha1'] };
const defaultCacheSize = 4_096;

type Attributes = AdmissionAttributes<Event>;

/** The key of the bucket of an event, by type of limit. */
const keys: Readonly<Record<string, (attributes: Attributes) => string>> = {
  Server: () => '',
  Namespace: ({ namespace }) => namespace,
  User: ({ user }) => user.name,
  SourceAndObject: ({ object }) => {
    const { source, involvedObject: involved } = object ?? {};
    return [
      source?.component,
      source?.host,
      involved?.kind,
      involved?.namespace,
      involved?.name,
      involved?.uid,
      involved?.apiVersion,
    ].join('');
  },
};

interface Limit {
  readonly type: string;
  readonly keyOf: (attributes: Attributes) => string;
  readonly buckets: TokenBuckets;
}

function limitOf(value: unknown, path: string, errors: FieldError[]): Limit {
  const where = `configuration of admission plugin ${name}: ${path}`;
  const given = checkFields(value, where, ['type', 'qps', 'burst', 'cacheSize']);
  const [qps, burst, cacheSize] = [given.qps, given.burst, given.cacheSize].map((each) => wholeNumber(each, where));
  const limitType = String(given.type ?? '');
  const keyOf = Object.hasOwn(keys, limitType) ? keys[limitType] : undefined;
  if (keyOf === undefined) errors.push(fieldError.notSupported(`${path}.type`, limitType, Object.keys(keys)));
  if ((burst ?? 0) <= 0) errors.push(fieldError.invalid(`${path}.burst`, burst, 'must be positive'));
  if ((qps ?? 0) <= 0) errors.push(fieldError.invalid(`${path}.qps`, qps, 'must be positive'));
  if (limitType !== 'Server' && (cacheSize ?? 0) < 0)
    errors.push(fieldError.invalid(`${path}.cacheSize`, cacheSize, 'must not be negative'));
  const options = { qps: qps ?? 0, burst: burst ?? 0, cacheSize: cacheSize || defaultCacheSize };
  return { type: limitType, keyOf: keyOf ?? (() => ''), buckets: new TokenBuckets(options) };
}

/** Throws AdmissionConfigurationError. */
function limitsOf(value: unknown): readonly Limit[] {
  if (value === undefined)
    throw new AdmissionConfigurationError(
      `admission plugin ${name} needs a configuration: use --admission-control-config-file`,
    );
  const { limits = [] } = typedConfiguration(value, name, type, ['limits']);
  if (!Array.isArray(limits))
    throw new AdmissionConfigurationError(`configuration of admission plugin ${name}: limits must be a list`);
  const errors: FieldError[] = [];
  if (limits.length === 0) errors.push(fieldError.invalid('limits', limits, 'must not be empty'));
  const found = limits.map((each, index) => limitOf(each, `limits[${index}]`, errors));
  refuseErrors(name, errors);
  return found;
}

function tooMany(message: string): StatusError {
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `Too many requests: ${message}`,
    reason: 'TooManyRequests',
    code: 429,
  });
}

/** Throws AdmissionConfigurationError. */
export function eventRateLimit(configuration: unknown): CreatePlugin {
  const limits = limitsOf(configuration);
  return ({ clock }) => [
    defineAdmission<Event>({
      name,
      on: { resource: events, operations: ['CREATE', 'UPDATE'] },
      validate(attributes) {
        // A dry run writes nothing.
        if (attributes.dryRun) return;
        const now = clock.monotonic();
        // Each limit counts the event, also if another one refuses it.
        const reached = limits.filter(({ keyOf, buckets }) => !buckets.take(keyOf(attributes), now)).at(-1);
        if (reached !== undefined)
          throw tooMany(`limit reached on type ${reached.type} for key ${reached.keyOf(attributes)}`);
      },
    }),
  ];
}
