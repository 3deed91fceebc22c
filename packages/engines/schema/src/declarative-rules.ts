/** Single validation tags of built-in fields (`minimum=0`, `format=k8s-short-name`), with upstream's messages. */
import { deepEqual } from '@kubets/base';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { isPlain, own } from '@kubets/machinery/json';
import { cIdentifier, dns1123Label, dns1123Subdomain, qualifiedName, utf8Length } from '@kubets/machinery/names';
import { keyText, repeated } from './identity.ts';
import type { FieldNode } from './type-node.ts';
import type { ValidationRun } from './value-checks.ts';
import { isEmptyValue } from './zero.ts';

/** The input of a rule: the value of the field, and the old value on update. */
interface RuleInput {
  readonly value: unknown;
  readonly old: unknown;
  /** Whether there is an old object to compare with. */
  readonly update: boolean;
  readonly run: ValidationRun;
}

export type FieldRule = (input: RuleInput) => void;

type Gate = (name: string) => boolean;

/** Compiles a tag; undefined for tags that concern more than their field, and for those of other tools. */
export function fieldRule(rule: string, field: FieldNode, gate: Gate): FieldRule | undefined {
  const [, name = '', argument = '', rest = ''] = /^(\w+)(?:\(([^)]*)\))?(?:=(.*))?$/s.exec(rule) ?? [];
  switch (name) {
    case 'ifEnabled':
      return gate(argument) ? fieldRule(rest, field, gate) : undefined;
    case 'ifDisabled':
      return gate(argument) ? undefined : fieldRule(rest, field, gate);
    case 'immutable':
      return immutable;
    case 'update':
      return rest === 'NoModify' ? noModify : undefined;
    case 'subfield':
      return subfieldRule(argument, rest, field, gate);
    case 'eachKey':
      return keyRule(rest, field, gate);
    case 'format':
      return formatRule(rest.replaceAll('"', ''));
    case 'unique':
      return uniqueRule(rest === 'map' ? (field.listMapKeys ?? []) : undefined);
    default:
      return limitRule(name, Number(rest), field);
  }
}

function limitRule(name: string, limit: number, field: FieldNode): FieldRule | undefined {
  const report = ({ run }: RuleInput, make: (path: string) => FieldError): void => {
    run.errors.push(make(run.path.bracketed()));
  };
  switch (name) {
    case 'minimum':
      return (input) => {
        const value = input.value === undefined && !field.ptr ? 0 : input.value;
        if ((typeof value !== 'number' && typeof value !== 'bigint') || value >= limit) return;
        report(input, (path) => fieldError.invalid(path, value, `must be greater than or equal to ${limit}`));
      };
    case 'maxItems':
      return (input) => {
        const { value } = input;
        if (Array.isArray(value) && value.length > limit)
          report(input, (path) => fieldError.tooMany(path, value.length, limit));
      };
    case 'maxBytes':
      return (input) => {
        const { value } = input;
        if (typeof value === 'string' && utf8Length(value) > limit)
          report(input, (path) => fieldError.tooLong(path, limit));
      };
    case 'maxLength':
      return (input) => {
        const { value } = input;
        if (typeof value !== 'string' || value.length <= limit || [...value].length <= limit) return;
        const message = `Too long: may not be more than ${limit} characters`;
        report(input, (path) => ({ type: 'FieldValueTooLong', field: path, message }));
      };
    default:
      return undefined;
  }
}

function immutable({ value, old, update, run }: RuleInput): void {
  if (!update || deepEqual(value, old) || (isEmptyValue(value) && isEmptyValue(old))) return;
  run.errors.push(fieldError.invalid(run.path.bracketed(), value, 'field is immutable'));
}

function noModify({ value, old, update, run }: RuleInput): void {
  if (!update || isEmptyValue(value) || isEmptyValue(old) || deepEqual(value, old)) return;
  run.errors.push(fieldError.invalid(run.path.bracketed(), value, 'field cannot be modified once set'));
}

function subfieldRule(name: string, rest: string, field: FieldNode, gate: Gate): FieldRule | undefined {
  const rule = fieldRule(rest, field, gate);
  if (rule === undefined) return undefined;
  return ({ value, old, update, run }) => {
    if (!isPlain(value)) return;
    run.path.field(name);
    rule({ value: own(value, name), old: isPlain(old) ? own(old, name) : undefined, update, run });
    run.path.leave();
  };
}

function keyRule(rest: string, field: FieldNode, gate: Gate): FieldRule | undefined {
  const rule = fieldRule(rest, field, gate);
  if (rule === undefined) return undefined;
  return ({ value, run }) => {
    if (isPlain(value)) for (const key of Object.keys(value)) rule({ value: key, old: undefined, update: false, run });
  };
}

/** Duplicate items; for a map, items with equal keys. */
function uniqueRule(keys: readonly string[] | undefined): FieldRule {
  return ({ value, run }) => {
    if (!Array.isArray(value) || value.length < 2) return;
    const items: readonly unknown[] = value;
    const identities = keys === undefined ? items : items.map((item) => keyText(item, keys) ?? item);
    for (const index of repeated(identities, 'all')) {
      run.errors.push(fieldError.duplicate(`${run.path.bracketed()}[${index}]`, items[index]));
    }
  };
}

function formatRule(format: string): FieldRule | undefined {
  const check = Object.hasOwn(formats, format) ? formats[format] : undefined;
  if (check === undefined) return undefined;
  return ({ value, run }) => {
    if (typeof value !== 'string' || value === '') return;
    for (const message of check(value)) run.errors.push(fieldError.invalid(run.path.bracketed(), value, message));
  };
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const formats: Readonly<Record<string, (value: string) => readonly string[]>> = {
  'k8s-short-name': dns1123Label,
  'k8s-long-name': (value) => dns1123Subdomain(value),
  'k8s-long-name-caseless': (value) => dns1123Subdomain(value.toLowerCase()),
  'k8s-label-key': qualifiedName,
  'k8s-uuid': (value) => (uuid.test(value) ? [] : ['must be a lowercase UUID in 8-4-4-4-12 format']),
  'k8s-resource-pool-name': poolName,
  'k8s-extended-resource-name': extendedResourceName,
  'k8s-resource-fully-qualified-name': fullyQualifiedName,
};

function poolName(value: string): readonly string[] {
  return value.split('/').flatMap((part, i) => {
    if (part === '') return [`segment ${i}: must not be empty`];
    return dns1123Subdomain(part).map((message) => `segment ${i}: ${message}`);
  });
}

function extendedResourceName(value: string): readonly string[] {
  const found: string[] = [];
  if (!value.includes('/')) found.push("a name must be a domain-prefixed path, such as 'example.com/my-prop'");
  else if (value.includes('kubernetes.io/')) found.push('must not have "kubernetes.io/" domain');
  if (value.startsWith('requests.')) found.push('must not have "requests." prefix');
  return [...found, ...qualifiedName(`requests.${value}`)];
}

function fullyQualifiedName(value: string): readonly string[] {
  const [prefix = '', name, ...more] = value.split('/');
  if (more.length > 0) return ['must not contain more than one slash'];
  if (name === undefined) {
    return [...cIdentifier(value), 'a fully qualified name must be a domain and a name separated by a slash'];
  }
  const wrongPrefix =
    prefix === '' ? ['prefix must not be empty'] : dns1123Subdomain(prefix).map((message) => `prefix: ${message}`);
  return [...wrongPrefix, ...(name === '' ? ['name must not be empty'] : cIdentifier(name))];
}
