/** Strategy of Secrets: `stringData`, and the required keys of each type. */
import { fromBase64 } from '@kubets/base';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { decodeJson, JsonSyntaxError } from '@kubets/machinery/json';
import type { Secret } from '../generated/core/v1.ts';
import type { Found } from './validation/checks.ts';
import { bagKeys, dataSize, maxDataBytes, sealed } from './validation/key-bags.ts';

function encoded(text: string): string {
  let binary = '';
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** Merges `stringData` into `data`. `stringData` is never stored. */
export function withoutStringData(secret: Secret): Secret {
  const { stringData, ...rest } = secret;
  if (stringData === undefined) return secret;
  const given = Object.entries(stringData).map(([key, text]) => [key, encoded(text)]);
  return { ...rest, data: Object.fromEntries([...Object.entries(secret.data ?? {}), ...given]) };
}

/** The error of Go's decoder for a value that is not a JSON object. */
function jsonProblem(base64: string): string | undefined {
  try {
    const { value } = decodeJson(new TextDecoder().decode(fromBase64(base64)));
    if (value === null || (typeof value === 'object' && !Array.isArray(value))) return undefined;
    const kind = Array.isArray(value) ? 'array' : typeof value;
    return `json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`;
  } catch (error) {
    if (error instanceof JsonSyntaxError || error instanceof DOMException) return error.message;
    throw error;
  }
}

/** The required keys of a type. */
const requiredKeys: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
};

const accountAnnotation = 'kubernetes.io/service-account.name';

function typeRules(found: Found, { type = '', data = {}, metadata }: Secret): void {
  const require = (key: string): void => {
    found.push(fieldError.required(`data[${key}]`));
  };
  if (type === 'kubernetes.io/service-account-token') {
    if (!metadata?.annotations?.[accountAnnotation]) {
      found.push(fieldError.required(`metadata.annotations[${accountAnnotation}]`));
    }
  } else if (type === 'kubernetes.io/basic-auth') {
    const keys = ['username', 'password'];
    if (!keys.some((key) => Object.hasOwn(data, key))) keys.forEach(require);
  } else if (Object.hasOwn(requiredKeys, type)) {
    for (const key of requiredKeys[type] ?? []) {
      const value = Object.hasOwn(data, key) ? (data[key] ?? '') : undefined;
      if (value === undefined || (key === 'ssh-privatekey' && value === '')) require(key);
      else if (key.startsWith('.docker')) {
        const problem = jsonProblem(value);
        if (problem === undefined) continue;
        found.push(fieldError.invalid(`data[${key}]`, '<secret contents redacted>', problem));
      }
    }
  }
}

export function validateSecret(secret: Secret): readonly FieldError[] {
  const found: FieldError[] = [];
  bagKeys(found, 'data', secret.data);
  if (dataSize(secret.data) > maxDataBytes) found.push(fieldError.tooLong('data', maxDataBytes));
  typeRules(found, secret);
  return found;
}

export function validateSecretUpdate(next: Secret, old: Secret): readonly FieldError[] {
  const found: FieldError[] = [];
  if ((next.type ?? '') !== (old.type ?? '')) {
    found.push(fieldError.invalid('type', next.type ?? '', 'field is immutable'));
  }
  sealed(found, next, old, ['data']);
  return [...found, ...validateSecret(next)];
}
