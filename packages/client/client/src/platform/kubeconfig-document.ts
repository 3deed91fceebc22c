/** The YAML of a kubeconfig: read, merged into as kind and minikube do, and cleaned up again, losing nothing of others. */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Document, isMap, isSeq, parseDocument, type YAMLMap, YAMLSeq } from 'yaml';
import { type KubeconfigConnection, type KubeconfigEntry, KubeconfigError } from './kubeconfig-entry.ts';

const sections = ['clusters', 'users', 'contexts'] as const;

/** kubectl reads YAML 1.1: written by its rules, a cluster named `on` stays a string. */
const yamlOptions = { version: '1.1' } as const;

function parse(text: string, path: string): Document {
  const document: Document = text.trim() === '' ? emptyConfig() : parseDocument(text, yamlOptions);
  const [error] = document.errors;
  if (error !== undefined) throw new KubeconfigError(`${path}: ${error.message.split('\n')[0]}`);
  if (!isMap(document.contents)) throw new KubeconfigError(`${path}: not a kubeconfig: expected a mapping`);
  for (const section of sections) {
    const entries = document.get(section);
    if (entries !== undefined && entries !== null && !isSeq(entries)) {
      throw new KubeconfigError(`${path}: not a kubeconfig: ${section} is not a list`);
    }
  }
  return document;
}

function emptyConfig(): Document {
  const document = new Document({ apiVersion: 'v1', kind: 'Config' }, yamlOptions);
  for (const section of sections) document.set(section, new YAMLSeq());
  document.set('current-context', '');
  return document;
}

function entriesOf(document: Document, section: (typeof sections)[number]): YAMLSeq {
  const entries = document.get(section);
  if (isSeq(entries)) return entries;
  const fresh = new YAMLSeq();
  document.set(section, fresh);
  return fresh;
}

const isNamed = (item: unknown, name: string): boolean => isMap(item) && item.get('name') === name;

function put(document: Document, section: (typeof sections)[number], name: string, rest: object): void {
  const entries = entriesOf(document, section);
  entries.flow = false;
  const node = document.createNode({ ...rest, name });
  const at = entries.items.findIndex((item) => isNamed(item, name));
  if (at >= 0) entries.items[at] = node;
  else entries.items.push(node);
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/**
 * The text with cluster, user and context of this name in it; the context is current. Other entries, unknown fields and
 * comments stay. Throws KubeconfigError for a text that is no kubeconfig.
 *
 * @param path of the file, for errors.
 */
export function withEntry(text: string, path: string, entry: KubeconfigEntry): string {
  const { name } = entry;
  const document = parse(text, path);
  put(document, 'clusters', name, {
    cluster: { 'certificate-authority-data': base64(entry.ca), server: entry.server },
  });
  put(document, 'users', name, {
    user: { 'client-certificate-data': base64(entry.cert), 'client-key-data': base64(entry.key) },
  });
  put(document, 'contexts', name, { context: { cluster: name, user: name } });
  document.set('current-context', name);
  return document.toString({ lineWidth: 0 });
}

/** The text without what `withEntry` put in; a current context of this name is unset. Undefined when nothing changes. */
export function withoutEntry(text: string, path: string, name: string): string | undefined {
  const document = parse(text, path);
  let changed = false;
  for (const section of sections) {
    const entries = document.get(section);
    if (!isSeq(entries)) continue;
    const kept = entries.items.filter((item) => !isNamed(item, name));
    changed ||= kept.length < entries.items.length;
    entries.items = kept;
    if (kept.length === 0) entries.flow = true;
  }
  if (document.get('current-context') === name) {
    document.set('current-context', '');
    changed = true;
  }
  return changed ? document.toString({ lineWidth: 0 }) : undefined;
}

/** Entries of which a connection consists, and those that do not change how to connect. */
const supported = {
  cluster: ['server', 'certificate-authority', 'certificate-authority-data', 'extensions'],
  user: ['client-certificate', 'client-certificate-data', 'client-key', 'client-key-data', 'token', 'extensions'],
};

/** Entries that a connection does not honor, such as `user.exec`. Those without a value have no effect. */
function unsupportedEntries(kind: keyof typeof supported, from: YAMLMap | undefined): readonly string[] {
  return Object.entries((from?.toJSON() ?? {}) as Readonly<Record<string, unknown>>)
    .filter(([name, value]) => !supported[kind].includes(name) && !['', false, null].includes(value as null))
    .map(([name]) => `${kind}.${name}`);
}

function find(
  document: Document,
  section: (typeof sections)[number],
  name: string,
  inner: string,
): YAMLMap | undefined {
  const entry = entriesOf(document, section).items.find((item) => isNamed(item, name));
  const value = isMap(entry) ? entry.get(inner) : undefined;
  return isMap(value) ? value : undefined;
}

/** How to connect by the given context, or the current one. Certificates come as data or from files beside the config. */
export async function connectionIn(config: string, path: string, context?: string): Promise<KubeconfigConnection> {
  const document = parse(config, path);
  const name = context ?? text(document.get('current-context'));
  if (!name) throw new KubeconfigError(`${path}: current-context is not set`);
  const chosen = find(document, 'contexts', name, 'context');
  if (chosen === undefined) throw new KubeconfigError(`${path}: context ${JSON.stringify(name)} does not exist`);
  const cluster = find(document, 'clusters', text(chosen.get('cluster')) ?? '', 'cluster');
  const server = text(cluster?.get('server'));
  if (cluster === undefined || !server)
    throw new KubeconfigError(`${path}: context ${JSON.stringify(name)} names no cluster`);
  const user = find(document, 'users', text(chosen.get('user')) ?? '', 'user');
  const credentials = {
    ca: await pem(path, cluster, 'certificate-authority'),
    cert: await pem(path, user, 'client-certificate'),
    key: await pem(path, user, 'client-key'),
    token: text(user?.get('token')),
  };
  const unsupported = [...unsupportedEntries('cluster', cluster), ...unsupportedEntries('user', user)];
  return {
    context: name,
    server,
    ...(unsupported.length === 0 ? {} : { unsupported }),
    namespace: text(chosen.get('namespace')) ?? 'default',
    ...(Object.fromEntries(Object.entries(credentials).filter(([, value]) => value !== undefined)) as object),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

async function pem(path: string, from: YAMLMap | undefined, field: string): Promise<string | undefined> {
  const data = text(from?.get(`${field}-data`));
  if (data !== undefined) return Buffer.from(data, 'base64').toString('utf8');
  const file = text(from?.get(field));
  return file === undefined ? undefined : readFile(resolve(dirname(path), file), 'utf8');
}
