/** The paths of a resource with their operations. */
import type { GroupVersionKind } from '@kubets/machinery/meta';
import type { ResourceDefinition, SubresourceDefinition } from '../resource-definition.ts';
import { type Action, deleteOptionsType, type Operation, patchType, statusType } from './operations.ts';
import { namespace, optionsParameters, type Parameter, path, pretty } from './parameters.ts';

export interface Path {
  readonly path: string;
  /** Parameters of all operations on the path. */
  readonly parameters: readonly Parameter[];
  readonly operations: readonly Operation[];
}

/** The path of a group version: `/api/v1`, `/apis/apps/v1`. */
export function rootOf(type: { readonly group: string; readonly version: string }): string {
  return type.group === '' ? `/api/${type.version}` : `/apis/${type.group}/${type.version}`;
}

const upper = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** `core`, `apps`, `rbacAuthorization`: the group in operation names and tags. */
export function groupLabel(group: string): string {
  const words = group === '' ? ['core'] : group.replace(/\.k8s\.io$/, '').split('.');
  return words.map((word, index) => (index === 0 ? word : upper(word))).join('');
}

const words: Readonly<Record<Action, string>> = {
  get: 'read',
  list: 'list',
  post: 'create',
  put: 'replace',
  patch: 'patch',
  delete: 'delete',
  deletecollection: 'delete',
  connect: 'connect',
};

const phrases: Readonly<Record<Action, (what: string) => string>> = {
  get: (what) => `read the specified ${what}`,
  list: (what) => `list or watch objects of kind ${what}`,
  post: (what) => `create ${what}`,
  put: (what) => `replace the specified ${what}`,
  patch: (what) => `partially update the specified ${what}`,
  delete: (what) => `delete ${what}`,
  deletecollection: (what) => `delete collection of ${what}`,
  connect: (what) => `connect to ${what}`,
};

interface Place {
  readonly definition: ResourceDefinition;
  /** Empty for the main resource. */
  readonly subresource: string;
  readonly about: GroupVersionKind;
  readonly typeName: string;
}

interface Step {
  readonly verb: string;
  readonly method: Operation['method'];
  readonly action: Action;
}

const collectionSteps: readonly Step[] = [
  { verb: 'list', method: 'get', action: 'list' },
  { verb: 'create', method: 'post', action: 'post' },
  { verb: 'deletecollection', method: 'delete', action: 'deletecollection' },
];

const itemSteps: readonly Step[] = [
  { verb: 'get', method: 'get', action: 'get' },
  { verb: 'update', method: 'put', action: 'put' },
  { verb: 'patch', method: 'patch', action: 'patch' },
  { verb: 'delete', method: 'delete', action: 'delete' },
];

function bodyOf(action: Action, typeName: string): string | undefined {
  if (action === 'post' || action === 'put') return typeName;
  if (action === 'patch') return patchType;
  return action === 'delete' || action === 'deletecollection' ? deleteOptionsType : undefined;
}

function operation(step: Step, place: Place, answer: string | undefined, everywhere = false): Operation {
  const { definition, subresource, about, typeName } = place;
  const { action } = step;
  const label = `${upper(groupLabel(definition.group))}${upper(definition.version)}`;
  const scope = definition.namespaced && !everywhere ? 'Namespaced' : '';
  const noun = `${scope}${definition.kind}${subresource.split('/').map(upper).join('')}`;
  const middle = action === 'deletecollection' ? 'Collection' : action === 'connect' ? upper(step.method) : '';
  const body = bodyOf(action, typeName);
  return {
    method: step.method,
    action,
    id: `${words[action]}${label}${middle}${noun}${everywhere ? 'ForAllNamespaces' : ''}`,
    description: phrases[action](subresource === '' ? definition.kind : `${subresource} of ${definition.kind}`),
    tag: `${groupLabel(definition.group)}_${definition.version}`,
    about,
    ...(definition.custom === undefined ? {} : { custom: true }),
    ...(body === undefined ? {} : { body }),
    ...(answer === undefined ? {} : { answer }),
  };
}

/** Streams and proxies: all methods connect, with options in the query. */
function connection(place: Place, sub: SubresourceDefinition): readonly Operation[] {
  const methods = { get: 'get', create: 'post', update: 'put', patch: 'patch', delete: 'delete' } as const;
  const parameters = optionsParameters(sub.typeName);
  return sub.verbs
    .flatMap((verb) => (Object.hasOwn(methods, verb) ? [methods[verb as keyof typeof methods]] : []))
    .map((method) => ({ ...operation({ verb: method, method, action: 'connect' }, place, undefined), parameters }));
}

function subresourcePaths(definition: ResourceDefinition, sub: SubresourceDefinition, item: Path): readonly Path[] {
  const about = { group: sub.group, version: sub.version, kind: sub.kind };
  const place: Place = { definition, subresource: sub.name, about, typeName: sub.typeName };
  const at = { path: `${item.path}/${sub.name}`, parameters: item.parameters };
  if (sub.kind.endsWith('Options')) {
    const direct: Path = { ...at, operations: connection(place, sub) };
    if (sub.name !== 'proxy') return [direct];
    const below = { ...place, subresource: 'proxy/withPath' };
    const rest = path('path', 'path to the resource');
    return [
      direct,
      { path: `${at.path}/{path}`, parameters: [...at.parameters, rest], operations: connection(below, sub) },
    ];
  }
  if (sub.name === 'log') {
    const logs = operation({ verb: 'get', method: 'get', action: 'get' }, place, undefined);
    const parameters = optionsParameters('k8s.io/api/core/v1.PodLogOptions');
    return [{ ...at, operations: [{ ...logs, parameters }] }];
  }
  const steps = [...itemSteps, { verb: 'create', method: 'post', action: 'post' } as const];
  const operations = steps
    .filter((step) => sub.verbs.includes(step.verb))
    .map((step) => operation(step, place, step.action === 'delete' ? statusType : sub.typeName));
  return [{ ...at, operations }];
}

/** All paths of a resource: collections, objects and subresources. */
export function pathsOf(definition: ResourceDefinition): readonly Path[] {
  const { group, version, kind, plural, namespaced, typeName, verbs } = definition;
  const place: Place = { definition, subresource: '', about: { group, version, kind }, typeName };
  const listType = `${typeName}List`;
  const scope = namespaced ? [namespace] : [];
  const root = rootOf(definition);
  const collectionPath = namespaced ? `${root}/namespaces/{namespace}/${plural}` : `${root}/${plural}`;
  const answers: Partial<Record<Action, string>> = { list: listType, delete: statusType, deletecollection: statusType };
  const operations = (steps: readonly Step[]): Operation[] =>
    steps
      .filter((step) => verbs.includes(step.verb))
      .map((step) => operation(step, place, answers[step.action] ?? typeName));
  const collection: Path = {
    path: collectionPath,
    parameters: [...scope, pretty],
    operations: operations(collectionSteps),
  };
  const item: Path = {
    path: `${collectionPath}/{name}`,
    parameters: [path('name', `name of the ${kind}`), ...scope, pretty],
    operations: operations(itemSteps),
  };
  const everywhere: Path = {
    path: `${root}/${plural}`,
    parameters: [pretty],
    operations: [operation({ verb: 'list', method: 'get', action: 'list' }, place, listType, true)],
  };
  const subresources = definition.subresources.flatMap((sub) => subresourcePaths(definition, sub, item));
  const all = [collection, item, ...subresources, ...(namespaced && verbs.includes('list') ? [everywhere] : [])];
  return all.filter((each) => each.operations.length > 0);
}
