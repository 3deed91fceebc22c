/** Validation of admission webhooks. It compiles their match conditions, so it runs in several turns of the event loop. */
import { deepEqual, repeats } from '@kubets/base';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { dns1035Label, dns1123Subdomain } from '@kubets/machinery/names';
import { validateLabelSelector } from '@kubets/machinery/selectors';
import { AdmissionExpressions } from '../admission-expressions/index.ts';
import { among, type Found, invalidFor, required } from '../core/validation/checks.ts';
import type { MutatingWebhook, ValidatingWebhook } from '../generated/admissionregistration/v1.ts';
import { checkMatchConditions, type ExpressionChecks } from './expression-checks.ts';
import { checkRule } from './match-resources.ts';
import { checkClientConfig } from './webhook-client-config.ts';

type Webhook = ValidatingWebhook | MutatingWebhook;

export interface WebhookConfiguration {
  readonly webhooks?: readonly Webhook[];
}

const effects = ['None', 'NoneOnDryRun'];
const allEffects = ['None', 'NoneOnDryRun', 'Some', 'Unknown'];
const reviewVersions = ['v1', 'v1beta1'];

/** What an update may keep, because the old configuration has it. */
interface Tolerated {
  readonly sideEffects: boolean;
  readonly reviewVersions: boolean;
  readonly sameNames: boolean;
  readonly matchConditions: boolean;
}

function toleratedBy(next: readonly Webhook[], old: readonly Webhook[] | undefined): Tolerated {
  if (old === undefined) return { sideEffects: false, reviewVersions: false, sameNames: false, matchConditions: false };
  const isKnown = ({ admissionReviewVersions: versions = [] }: Webhook): boolean =>
    versions.length === 0 || versions.some((version) => reviewVersions.includes(version));
  const conditions = (each: Webhook | undefined): readonly unknown[] => each?.matchConditions ?? [];
  return {
    sideEffects: !old.every(({ sideEffects }) => effects.includes(sideEffects)),
    reviewVersions: !old.every(isKnown),
    sameNames: new Set(old.map(({ name }) => name)).size < old.length,
    matchConditions:
      next.length === old.length && next.every((each, at) => deepEqual(conditions(each), conditions(old[at]))),
  };
}

function checkName(found: Found, path: string, name: string | undefined): void {
  if (!required(found, path, name)) return;
  const messages = dns1123Subdomain(name);
  invalidFor(found, path, name, messages);
  if (messages.length === 0 && name.split('.').length < 3) {
    found.push(fieldError.invalid(path, name, 'should be a domain with at least three segments separated by dots'));
  }
}

function checkSideEffects(found: Found, path: string, given: string | undefined, tolerated: Tolerated): void {
  const allowed = tolerated.sideEffects ? allEffects : effects;
  if (!given) found.push(fieldError.required(path, `must specify one of ${allowed.join(', ')}`));
  else among(found, path, given, allowed);
}

function checkReviewVersions(found: Found, path: string, versions: readonly string[], tolerated: Tolerated): void {
  if (versions.length === 0) {
    found.push(fieldError.required(path, `must specify one of ${reviewVersions.join(', ')}`));
    return;
  }
  const isAgain = repeats<string>();
  versions.forEach((version, index) => {
    if (isAgain(version)) found.push(fieldError.invalid(`${path}[${index}]`, version, 'duplicate version'));
    else invalidFor(found, `${path}[${index}]`, version, dns1035Label(version));
  });
  if (!tolerated.reviewVersions && !versions.some((version) => reviewVersions.includes(version))) {
    const detail = `must include at least one of ${reviewVersions.join(', ')}`;
    found.push(fieldError.invalid(path, versions, detail));
  }
}

async function checkWebhook(
  checks: ExpressionChecks,
  path: string,
  given: Webhook,
  tolerated: Tolerated,
): Promise<void> {
  const { found } = checks;
  checkName(found, `${path}.name`, given.name);
  given.rules?.forEach((each, index) => {
    checkRule(found, `${path}.rules[${index}]`, each);
  });
  among(found, `${path}.failurePolicy`, given.failurePolicy, ['Fail', 'Ignore']);
  among(found, `${path}.matchPolicy`, given.matchPolicy, ['Equivalent', 'Exact']);
  checkSideEffects(found, `${path}.sideEffects`, given.sideEffects, tolerated);
  const seconds = given.timeoutSeconds;
  if (seconds !== undefined && (seconds > 30 || seconds < 1)) {
    const detail = 'the timeout value must be between 1 and 30 seconds';
    found.push(fieldError.invalid(`${path}.timeoutSeconds`, seconds, detail));
  }
  found.push(
    ...validateLabelSelector(given.namespaceSelector, `${path}.namespaceSelector`),
    ...validateLabelSelector(given.objectSelector, `${path}.objectSelector`),
  );
  if ('reinvocationPolicy' in given) {
    among(found, `${path}.reinvocationPolicy`, given.reinvocationPolicy, ['IfNeeded', 'Never']);
  }
  checkClientConfig(found, `${path}.clientConfig`, given.clientConfig ?? {});
  if (!tolerated.matchConditions) {
    await checkMatchConditions(checks, `${path}.matchConditions`, given.matchConditions ?? [], false);
  }
  checkReviewVersions(found, `${path}.admissionReviewVersions`, given.admissionReviewVersions ?? [], tolerated);
}

/** Upstream: ValidateMutatingWebhookConfiguration, ValidateValidatingWebhookConfiguration and their updates. */
export async function validateWebhooks(
  { webhooks = [] }: WebhookConfiguration,
  old: WebhookConfiguration | undefined,
): Promise<readonly FieldError[]> {
  const found: FieldError[] = [];
  const tolerated = toleratedBy(webhooks, old === undefined ? undefined : (old.webhooks ?? []));
  const checks = { found, expressions: new AdmissionExpressions() };
  const isAgain = repeats<string>();
  for (const [index, each] of webhooks.entries()) {
    await checkWebhook(checks, `webhooks[${index}]`, each, tolerated);
    if (!tolerated.sameNames && each.name && isAgain(each.name)) {
      found.push(fieldError.duplicate(`webhooks[${index}].name`, each.name));
    }
  }
  return found;
}
