/** `DeleteOptions`, from the body or the query of a DELETE. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { errors } from '@kubets/machinery/status-error';
import { parseInt64 } from '@kubets/machinery/values';
import { dryRunErrors } from './request-options.ts';

export interface DeleteOptions {
  readonly dryRun: boolean;
  readonly gracePeriodSeconds: number | undefined;
  readonly orphanDependents: boolean | undefined;
  readonly propagationPolicy: string | undefined;
  readonly preconditions: { readonly uid?: string; readonly resourceVersion?: string } | undefined;
}

const policies: readonly string[] = ['Foreground', 'Background', 'Orphan'];

function decodeError(field: string, wanted: string, value: unknown): Error {
  return errors.badRequest(
    `DeleteOptions in version "v1" cannot be handled as a DeleteOptions: json: cannot unmarshal ${typeof value} into Go struct field DeleteOptions.${field} of type ${wanted}`,
  );
}

function checked(options: DeleteOptions, dryRun: readonly string[]): DeleteOptions {
  const found: FieldError[] = [];
  const policy = options.propagationPolicy;
  if (policy !== undefined && options.orphanDependents !== undefined) {
    found.push(
      fieldError.invalid('propagationPolicy', policy, 'orphanDependents and deletionPropagation cannot be both set'),
    );
  }
  if (policy !== undefined && !policies.includes(policy)) {
    found.push(fieldError.notSupported('propagationPolicy', policy, [...policies, 'nil']));
  }
  found.push(...dryRunErrors(dryRun));
  if (found.length > 0) throw errors.invalid({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', found);
  return options;
}

/** From a decoded body. Unknown fields are ignored, as upstream does. */
export function deleteOptionsOf(body: Readonly<Record<string, unknown>>): DeleteOptions {
  const grace = body.gracePeriodSeconds ?? undefined;
  const orphan = body.orphanDependents ?? undefined;
  const policy = body.propagationPolicy ?? undefined;
  const conditions = (body.preconditions ?? undefined) as DeleteOptions['preconditions'];
  const dryRun = (body.dryRun ?? []) as readonly string[];
  if (grace !== undefined && typeof grace !== 'bigint' && !Number.isSafeInteger(grace))
    throw decodeError('gracePeriodSeconds', 'int64', grace);
  if (orphan !== undefined && typeof orphan !== 'boolean') throw decodeError('orphanDependents', 'bool', orphan);
  if (policy !== undefined && typeof policy !== 'string') throw decodeError('propagationPolicy', 'string', policy);
  if (conditions !== undefined && typeof conditions !== 'object') {
    throw decodeError('preconditions', 'v1.Preconditions', conditions);
  }
  if (!Array.isArray(dryRun)) throw decodeError('dryRun', '[]string', dryRun);
  return checked(
    {
      dryRun: dryRun.length > 0,
      gracePeriodSeconds: grace as number | undefined,
      orphanDependents: orphan,
      propagationPolicy: policy,
      preconditions: conditions,
    },
    dryRun,
  );
}

export function deleteOptionsOfQuery(query: URLSearchParams): DeleteOptions {
  const grace = query.get('gracePeriodSeconds');
  const seconds = grace === null ? undefined : parseInt64(grace);
  if (grace !== null && seconds === undefined) {
    throw errors.badRequest(`strconv.ParseInt: parsing ${JSON.stringify(grace)}: invalid syntax`);
  }
  const orphan = query.get('orphanDependents');
  const dryRun = query.getAll('dryRun');
  return checked(
    {
      dryRun: dryRun.length > 0,
      gracePeriodSeconds: seconds,
      orphanDependents: orphan === null ? undefined : orphan !== 'false' && orphan !== '0',
      propagationPolicy: query.get('propagationPolicy') ?? undefined,
      preconditions: undefined,
    },
    dryRun,
  );
}
