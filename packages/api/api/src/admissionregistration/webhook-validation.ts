/** Validation of admission webhooks. */
import { repeats } from '@kubets/base';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { dns1123Subdomain } from '@kubets/machinery/names';
import { validateLabelSelector } from '@kubets/machinery/selectors';
import { among, type Found, invalidFor, required } from '../core/validation/checks.ts';
import type { MutatingWebhook, RuleWithOperations, ValidatingWebhook } from '../generated/admissionregistration/v1.ts';

const operations = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];

function rule(found: Found, path: string, given: RuleWithOperations): void {
  for (const [name, list] of [
    ['apiGroups', given.apiGroups],
    ['apiVersions', given.apiVersions],
    ['resources', given.resources],
  ] as const) {
    if ((list ?? []).length === 0) found.push(fieldError.required(`${path}.${name}`));
    if ((list ?? []).length > 1 && list?.includes('*') && name !== 'resources') {
      found.push(fieldError.invalid(`${path}.${name}`, list, "if '*' is present, must not specify other entries"));
    }
  }
  const list: readonly string[] = given.operations ?? [];
  if (list.length === 0) found.push(fieldError.required(`${path}.operations`));
  if (list.length > 1 && list.includes('*')) {
    const detail = "if '*' is present, must not specify other operations";
    found.push(fieldError.invalid(`${path}.operations`, list, detail));
  }
  list.forEach((operation, index) => {
    among(found, `${path}.operations[${index}]`, operation, operations);
  });
  among(found, `${path}.scope`, given.scope, ['*', 'Cluster', 'Namespaced']);
}

function webhook(found: Found, path: string, given: MutatingWebhook | ValidatingWebhook): void {
  if (required(found, `${path}.name`, given.name)) {
    invalidFor(found, `${path}.name`, given.name, dns1123Subdomain(given.name));
    if (given.name.split('.').length < 3) {
      const detail = 'should be a domain with at least three segments separated by dots';
      found.push(fieldError.invalid(`${path}.name`, given.name, detail));
    }
  }
  const effects: string = given.sideEffects ?? '';
  if (effects === '') found.push(fieldError.required(`${path}.sideEffects`, 'must specify one of None, NoneOnDryRun'));
  else among(found, `${path}.sideEffects`, effects, ['None', 'NoneOnDryRun']);
  const versions = given.admissionReviewVersions ?? [];
  const at = `${path}.admissionReviewVersions`;
  if (versions.length === 0) found.push(fieldError.required(at, 'must specify one of v1, v1beta1'));
  else if (!versions.includes('v1') && !versions.includes('v1beta1')) {
    found.push(fieldError.invalid(at, versions, 'must include at least one of v1, v1beta1'));
  }
  given.rules?.forEach((each, index) => {
    rule(found, `${path}.rules[${index}]`, each);
  });
  among(found, `${path}.failurePolicy`, given.failurePolicy, ['Fail', 'Ignore']);
  among(found, `${path}.matchPolicy`, given.matchPolicy, ['Equivalent', 'Exact']);
  const seconds = given.timeoutSeconds;
  if (seconds !== undefined && (seconds > 30 || seconds < 1)) {
    const detail = 'the timeout value must be between 1 and 30 seconds';
    found.push(fieldError.invalid(`${path}.timeoutSeconds`, seconds, detail));
  }
  found.push(
    ...validateLabelSelector(given.namespaceSelector, `${path}.namespaceSelector`),
    ...validateLabelSelector(given.objectSelector, `${path}.objectSelector`),
  );
  const { url, service } = given.clientConfig;
  if ((url === undefined) === (service === undefined)) {
    found.push(fieldError.required(`${path}.clientConfig`, 'exactly one of url or service is required'));
  } else if (service !== undefined) {
    required(found, `${path}.clientConfig.service.name`, service.name);
    required(found, `${path}.clientConfig.service.namespace`, service.namespace);
  } else if (url !== undefined && !url.startsWith('https://')) {
    const detail = `'https' is the only allowed URL scheme; desired format: https://host[/path]`;
    found.push(fieldError.invalid(`${path}.clientConfig.url`, url.split(':', 1)[0], detail));
  }
}

export function validateWebhooks(given: {
  readonly webhooks?: readonly (MutatingWebhook | ValidatingWebhook)[];
}): readonly FieldError[] {
  const found: FieldError[] = [];
  const list = given.webhooks ?? [];
  const isAgain = repeats<string>();
  list.forEach((each, index) => {
    webhook(found, `webhooks[${index}]`, each);
    if (isAgain(each.name)) {
      found.push(fieldError.duplicate(`webhooks[${index}].name`, each.name));
    }
  });
  return found;
}
