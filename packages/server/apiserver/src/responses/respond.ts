/** Encodes responses: the only place where objects of the API are encoded for clients. */
import type { ResourceDefinition } from '@kubets/api';
import { protobufMediaType } from '@kubets/codec/protobuf';
import { encodeJson } from '@kubets/machinery/json';
import { apiVersionOf, type KubeObject, type ListMeta, type Status } from '@kubets/machinery/meta';
import { jsonParts } from '../engine/object-bytes.ts';
import { scalePrinter } from '../engine/scale.ts';
import type { ApiAnswer, ApiRequest } from '../requests/request.ts';
import { queryFlag } from '../requests/request-info.ts';
import type { ServedEvents } from '../requests/served-object.ts';
import { type Body, bodyOf, type Gzip, gzip, streamed } from './body.ts';
import {
  bare,
  jsonForm,
  type ListForm,
  type ListHead,
  listChunks,
  partial,
  prettyForm,
  type Shown,
  storedJson,
  whole,
  yamlForm,
} from './list-forms.ts';
import { negotiateOrJson, type OutputForm } from './negotiate.ts';
import { isTyped, protobufList, protobufParts } from './protobuf.ts';
import {
  type IncludeObject,
  isPrinted,
  type Printer,
  partialOf,
  rowOf,
  type TableRequest,
  tableHead,
  tableOf,
} from './table.ts';
import { watchFrames } from './watch-frames.ts';

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** Iterate it to the end, or call return(), which ends a watch. */
  readonly body: Body;
}

export interface ResponderOptions {
  find(group: string, version: string, plural: string): ResourceDefinition | undefined;
  now(): number;
  readonly toYaml: (value: unknown) => string;
}

type Headers = Record<string, string | readonly string[]>;

const utf8 = new TextEncoder();
/** A list of fewer items is not worth compressing, whatever they are. */
const fewItems = 64;
const newline = utf8.encode('\n');

const isAscii = /^[ -~]*$/;

/** The bytes of UTF-8 as characters, each of which Node.js writes as one byte of a header. */
function headerText(text: string): string {
  return isAscii.test(text) ? text : Array.from(utf8.encode(text), (byte) => String.fromCharCode(byte)).join('');
}

/** Backslash and quote escaped, no control characters: a quoted-string of RFC 7234. */
function warningHeader(text: string): string {
  const clean = [...text].filter((char) => char >= ' ' && char !== '\u007f').join('');
  return headerText(`299 - "${clean.replace(/[\\"]/g, '\\$&')}"`);
}

function isStatus(object: KubeObject | Status): object is Status {
  return object.kind === 'Status' && object.apiVersion === 'v1';
}

/** curl and browsers get indented JSON, by upstream's rule. */
function wantsPretty(request: ApiRequest): boolean {
  if (request.query.has('pretty')) return queryFlag(request.query, 'pretty');
  return /^(?:curl|Wget|Mozilla\/5\.0)/.test(request.headers['user-agent'] ?? '');
}

/** Writes the answer of one request. Created per request, so that its parts share the negotiated format. */
class Writer {
  readonly #request: ApiRequest;
  readonly #options: ResponderOptions;
  readonly #form: OutputForm;
  readonly #pretty: boolean;

  constructor(request: ApiRequest, options: ResponderOptions) {
    this.#request = request;
    this.#options = options;
    this.#form = this.#negotiated();
    this.#pretty = wantsPretty(request);
  }

  write(answer: Exclude<ApiAnswer, { type: 'proxy' }>): HttpAnswer {
    switch (answer.type) {
      case 'object':
        return this.#object(answer);
      case 'list':
        return this.#list(answer);
      case 'watch':
        return this.#watch(answer.events);
      case 'raw':
        return {
          status: answer.status,
          headers: { 'content-type': answer.contentType, ...answer.headers },
          body: typeof answer.body === 'string' ? utf8.encode(answer.body) : answer.body,
        };
    }
  }

  #negotiated(): OutputForm {
    const { info, headers } = this.#request;
    const form = negotiateOrJson(headers.accept, true);
    if (form.as !== 'table') return form;
    const definition = this.#options.find(info.group, info.version, info.resource);
    const isTable = definition === undefined || isPrinted(definition, info.subresource);
    return isTable ? form : negotiateOrJson(headers.accept, false);
  }

  /** A subresource may answer with another kind than its resource's: printed as a Scale, or with name and age. */
  #printerOf(kind: string | undefined): Printer | undefined {
    const { info } = this.#request;
    if (info.subresource === 'scale') return scalePrinter;
    const definition = this.#options.find(info.group, info.version, info.resource);
    const row = definition?.strategy.row;
    if (definition === undefined || row === undefined) return undefined;
    return kind === undefined || kind === definition.kind ? { columns: definition.columns(), row } : undefined;
  }

  /** `kind` of a single object; those of a list are of its resource's. */
  #tableRequest(kind?: string): TableRequest {
    const include = this.#request.query.get('includeObject') ?? 'Metadata';
    return {
      printer: this.#printerOf(kind),
      version: this.#form.asVersion,
      includeObject: (include === '' ? 'Metadata' : include) as IncludeObject,
      now: this.#options.now(),
    };
  }

  #transformed(object: KubeObject | Status, headers = true): KubeObject | Status {
    if (this.#form.as === 'object' || isStatus(object)) return object;
    if (this.#form.as === 'partial') return partialOf(object, this.#form.asVersion);
    const resourceVersion = object.metadata?.resourceVersion;
    const metadata = resourceVersion === undefined ? {} : { resourceVersion };
    return tableOf(object, metadata, this.#tableRequest(object.kind), headers);
  }

  /** The complete value as text: YAML if negotiated, otherwise JSON. */
  #text(value: object): readonly Uint8Array[] {
    if (this.#form.encoding === 'yaml') return [utf8.encode(this.#options.toYaml(value)), newline];
    if (!this.#pretty) return [...jsonParts(value), newline];
    return [utf8.encode(encodeJson(value, 2)), newline];
  }

  #headers(warnings: readonly string[] | undefined, protobuf: boolean): Headers {
    const text = this.#form.encoding === 'yaml' ? 'application/yaml' : 'application/json';
    const headers: Headers = {
      'content-type': protobuf ? protobufMediaType : text,
      'cache-control': 'no-cache, private',
    };
    if (warnings !== undefined && warnings.length > 0) headers.warning = warnings.map(warningHeader);
    return headers;
  }

  #encoded(status: number, headers: Headers, { body, encoding }: ReturnType<typeof bodyOf>): HttpAnswer {
    if (encoding !== undefined) {
      headers['content-encoding'] = encoding;
      headers.vary = 'Accept-Encoding';
    } else if (body instanceof Uint8Array) {
      headers['content-length'] = String(body.length);
    }
    return { status, headers, body };
  }

  #gzip(): Gzip | undefined {
    return /\bgzip\b/.test(this.#request.headers['accept-encoding'] ?? '') ? gzip : undefined;
  }

  #object(answer: ApiAnswer & { type: 'object' }): HttpAnswer {
    const object = this.#transformed(answer.object);
    const message = this.#form.encoding === 'protobuf' ? protobufParts(object) : undefined;
    const headers = this.#headers(answer.warnings, message !== undefined);
    const seconds = isStatus(answer.object) ? answer.object.details?.retryAfterSeconds : undefined;
    if (seconds !== undefined) headers['retry-after'] = String(seconds);
    return this.#encoded(answer.status, headers, bodyOf(message ?? this.#text(object), this.#gzip()));
  }

  #list(answer: ApiAnswer & { type: 'list' }): HttpAnswer {
    const { items, metadata } = answer;
    const isPartial = this.#form.as === 'partial';
    const head: ListHead = isPartial
      ? { kind: 'PartialObjectMetadataList', apiVersion: `meta.k8s.io/${this.#form.asVersion}`, metadata }
      : { kind: answer.kind, apiVersion: answer.apiVersion, metadata };
    const shown = isPartial ? partial(this.#form.asVersion) : undefined;
    const messages = this.#form.encoding === 'protobuf' ? protobufList(head, items, shown) : undefined;
    const headers = this.#headers(answer.warnings, messages !== undefined);
    const body =
      messages === undefined
        ? bodyOf(listChunks(this.#listForm(head, shown), items), this.#gzip())
        : streamed(messages, items.length > fewItems ? this.#gzip() : undefined);
    return this.#encoded(200, headers, body);
  }

  #listForm(head: ListHead, transformed: Shown | undefined): ListForm {
    const item = { kind: head.kind.replace(/List$/, ''), apiVersion: head.apiVersion };
    const shown = transformed ?? (isTyped(item) ? bare : whole);
    if (this.#form.as === 'table') return this.#tableForm(head.metadata);
    if (this.#form.encoding === 'yaml') return yamlForm(head, 'items', shown, this.#options.toYaml);
    if (this.#pretty) return prettyForm(head, 'items', shown);
    return transformed === undefined ? storedJson(head, item, shown === bare) : jsonForm(head, 'items', shown);
  }

  #tableForm(metadata: ListMeta): ListForm {
    const request = this.#tableRequest();
    const head = tableHead(metadata, request, true);
    const shown: Shown = (object) => rowOf(object, request);
    if (this.#form.encoding === 'yaml') return yamlForm(head, 'rows', shown, this.#options.toYaml);
    return this.#pretty ? prettyForm(head, 'rows', shown) : jsonForm(head, 'rows', shown);
  }

  #watch(events: AsyncIterable<ServedEvents>): HttpAnswer {
    const protobuf = this.#form.encoding === 'protobuf';
    const headers = this.#headers(undefined, protobuf);
    // Otherwise framed JSON; a client that asked for YAML cannot separate its documents in either case.
    headers['content-type'] = protobuf ? `${protobufMediaType};stream=watch` : 'application/json';
    const { group, version, resource } = this.#request.info;
    const definition = this.#options.find(group, version, resource);
    const frames = {
      kind: { kind: definition?.kind ?? '', apiVersion: apiVersionOf({ group, version }) },
      protobuf,
      transform:
        this.#form.as === 'object'
          ? undefined
          : (object: KubeObject, first: boolean) => this.#transformed(object, first),
    };
    return { status: 200, headers, body: watchFrames(events, frames) };
  }
}

/** Converts answers to HTTP. The listener itself handles a `proxy` answer. */
export function createResponder(
  options: ResponderOptions,
): (answer: Exclude<ApiAnswer, { type: 'proxy' }>, request: ApiRequest) => HttpAnswer {
  return (answer, request) => new Writer(request, options).write(answer);
}
