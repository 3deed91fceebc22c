/** The paths of values that rules are evaluated on. Formatted only for errors. */
import { isPlain } from '@kubets/machinery/json';
import type { TypeNode } from '@kubets/schema';

/** A step of a path: the name of a field, or the text of a map key or index in brackets. */
export interface RulePath {
  readonly parent: RulePath | undefined;
  readonly step: string;
  readonly kind: 'field' | 'key';
}

/** `spec.ports[0].name`, `spec.limits[cpu]`; `<nil>` for the object itself. */
export function formatPath(path: RulePath | undefined, below = ''): string {
  const steps: string[] = [];
  for (let at = path; at !== undefined; at = at.parent)
    steps.push(at.kind === 'field' ? `.${at.step}` : `[${at.step}]`);
  const text = `${steps.reverse().join('')}${below === '' ? '' : `.${below}`}`;
  if (text === '') return '<nil>';
  return text.startsWith('.') ? text.slice(1) : text;
}

const token = /\.([^.[\]]+)|\['((?:[^'\\]|\\.)*)'\]/gy;
const escapes: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };
const unescaped = (text: string): string => text.replace(/\\(.)/g, (_, letter: string) => escapes[letter] ?? letter);

/**
 * The `fieldPath` of a rule (`.spec.name`, `['a-b']`) in the form of error paths. It has been validated with the definition:
 * what does not parse is left out.
 */
export function ruleFieldPath(fieldPath: unknown, node: TypeNode): string {
  if (typeof fieldPath !== 'string') return '';
  let path = '';
  let at: TypeNode | undefined = node;
  for (const [, name, quoted] of fieldPath.trim().matchAll(token)) {
    const step = name ?? unescaped(quoted ?? '');
    const field: TypeNode | undefined = at?.fields?.find((each) => each.name === step);
    path += field === undefined && isPlain(at?.values) ? `[${step}]` : `.${step}`;
    at = field ?? at?.values;
  }
  return path.replace(/^\./, '');
}
