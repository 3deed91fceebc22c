/** Requests within the limits that cost as much as possible. */

export interface HeavyRequest {
  readonly name: string;
  /** Method and target: `POST /api/v1/namespaces/default/pods`. */
  readonly line: string;
  readonly contentType: string;
  /** Created when it is sent: all bodies together are large. */
  body(): string;
  /** Objects that must exist before. */
  readonly before?: HeavyRequest;
  /** Headers besides the content type. */
  readonly headers?: Readonly<Record<string, string>>;
}

export const json = 'application/json';
export const yaml = 'application/yaml';
export const core = '/api/v1/namespaces/default';

/** `count` texts in a row. */
export function many(count: number, text: (index: number) => string, separator = ','): string {
  return Array.from({ length: count }, (_, index) => text(index)).join(separator);
}

/** Creates an object at `path` of JSON. */
export function creation(name: string, path: string, body: () => string): HeavyRequest {
  return { name, line: `POST ${path}`, contentType: json, body };
}

/** An object's JSON: `rest` are its members after the metadata. */
export function object(apiVersion: string, kind: string, name: string, rest: string): string {
  return `{"apiVersion":"${apiVersion}","kind":"${kind}","metadata":{"name":"${name}"},${rest}}`;
}
