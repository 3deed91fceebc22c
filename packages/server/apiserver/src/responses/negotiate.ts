/** Content negotiation by the Accept header. */
import { protobufMediaType } from '@kubets/codec/protobuf';
import { errors } from '@kubets/machinery/status-error';

export interface MediaType {
  readonly type: string;
  /** All parameters except `q`, names in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

/** The format of an object. */
export interface OutputForm {
  readonly encoding: 'json' | 'yaml' | 'protobuf';
  /** `meta.k8s.io/<version>` Table or PartialObjectMetadata(List) instead of the object itself. */
  readonly as: 'object' | 'table' | 'partial';
  readonly asVersion: string;
}

function parseMediaType(text: string): MediaType {
  const [type = '', ...rest] = text.split(';').map((part) => part.trim());
  const parameters = new Map<string, string>();
  for (const part of rest) {
    const at = part.indexOf('=');
    if (at > 0)
      parameters.set(
        part.slice(0, at).trim().toLowerCase(),
        part
          .slice(at + 1)
          .trim()
          .replaceAll('"', ''),
      );
  }
  const quality = Number(parameters.get('q') ?? '1');
  parameters.delete('q');
  return { type: type.toLowerCase(), parameters, quality: Number.isFinite(quality) ? quality : 1 };
}

/** A few clients send the same few headers with every request. */
const parsed = new Map<string, readonly MediaType[]>();
const maxParsedHeaders = 100;
const maxParsedLength = 500;

/** The clauses of an Accept header, best first. */
export function parseAccept(header: string): readonly MediaType[] {
  const known = parsed.get(header);
  if (known !== undefined) return known;
  const media = header
    .split(',')
    .filter((clause) => clause.trim() !== '')
    .map(parseMediaType)
    .toSorted((a, b) => b.quality - a.quality);
  if (parsed.size >= maxParsedHeaders) parsed.clear();
  if (header.length <= maxParsedLength) parsed.set(header, media);
  return media;
}

const encodings: Readonly<Record<string, OutputForm['encoding']>> = {
  'application/json': 'json',
  'application/*': 'json',
  '*/*': 'json',
  'application/yaml': 'yaml',
  [protobufMediaType]: 'protobuf',
};
const partialKinds: ReadonlySet<string> = new Set(['PartialObjectMetadata', 'PartialObjectMetadataList']);
const plainJson: OutputForm = { encoding: 'json', as: 'object', asVersion: '' };

function formOf(media: MediaType, hasTable: boolean): OutputForm | undefined {
  if (!Object.hasOwn(encodings, media.type)) return undefined;
  const encoding = encodings[media.type] as OutputForm['encoding'];
  const as = media.parameters.get('as');
  if (as === undefined) return { ...plainJson, encoding };
  const version = media.parameters.get('v') ?? '';
  if (media.parameters.get('g') !== 'meta.k8s.io' || (version !== 'v1' && version !== 'v1beta1')) return undefined;
  if (as === 'Table')
    return encoding === 'protobuf' || !hasTable ? undefined : { encoding, as: 'table', asVersion: version };
  return partialKinds.has(as) ? { encoding, as: 'partial', asVersion: version } : undefined;
}

/** Whether the answer may be a table. Only then are the columns of built-in kinds loaded. */
export function wantsTable({ headers }: { readonly headers: { readonly accept?: string | undefined } }): boolean {
  return headers.accept?.includes('Table') === true;
}

/** The formats of a resource besides JSON and YAML. */
export interface Forms {
  readonly protobuf: boolean;
  readonly table: boolean;
}

/**
 * The first format that we can write. Protobuf only for clients that accept nothing else, and if it is available:
 * encoded JSON is cached. Throws NotAcceptable if there is none.
 */
export function negotiate(accept: string | undefined, forms: Forms): OutputForm {
  if (accept === undefined) return plainJson;
  const known = negotiated[forms.protobuf ? 'protobuf' : 'text'][forms.table ? 'table' : 'object'];
  let form = known.get(accept);
  if (form !== undefined) return form;
  form = negotiatedForm(accept, forms);
  if (known.size >= maxParsedHeaders) known.clear();
  if (accept.length <= maxParsedLength) known.set(accept, form);
  return form;
}

const remembered = () => ({ table: new Map<string, OutputForm>(), object: new Map<string, OutputForm>() });
const negotiated = { protobuf: remembered(), text: remembered() };

function negotiatedForm(accept: string, { protobuf, table }: Forms): OutputForm {
  if (accept.trim() === '') return plainJson;
  const forms = parseAccept(accept).map((media) => formOf(media, table));
  const text = forms.find((form) => form !== undefined && form.encoding !== 'protobuf');
  // There is a message for the metadata of every object, also of custom resources.
  const form = text ?? forms.find((each) => each !== undefined && (protobuf || each.as === 'partial'));
  if (form !== undefined) return form;
  const accepted = ['application/json', 'application/yaml', ...(protobuf ? [protobufMediaType] : [])];
  throw errors.notAcceptable(`only the following media types are accepted: ${accepted.join(', ')}`);
}

/** As negotiate, for what must always be answered: errors. */
export function negotiateOrJson(accept: string | undefined, table: boolean): OutputForm {
  try {
    return negotiate(accept, { protobuf: true, table });
  } catch {
    return plainJson;
  }
}
