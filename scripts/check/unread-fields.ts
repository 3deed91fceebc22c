/**
 * Finds parts of the API that no code reads: kinds that no component names, and fields of Pod, Service and Node specs whose name
 * no component contains. Each must be listed in `packages/api/api/src/unimplemented` (clients get a warning, the README lists it),
 * or below with the reason. The check compares names, so it can miss a field that has the same name as another one.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { UnimplementedField } from '../../packages/api/api/src/unimplemented/field-warnings.ts';
import { unimplementedKinds } from '../../packages/api/api/src/unimplemented/kinds.ts';
import { unimplementedPodFields } from '../../packages/api/api/src/unimplemented/pod-fields.ts';
import { unimplementedServiceFields } from '../../packages/api/api/src/unimplemented/service-fields.ts';
import { type Facts, isEnabledByDefault, readFacts } from '../generate/facts.ts';
import type { Source } from './sources.ts';

/** The packages that act on objects. Validation, defaults and printing read all fields, which does not count. */
const components = ['node/', 'control-plane/', 'framework/', 'server/'];
/** They refuse pods with certain fields, and do nothing else with these fields. */
const onlyRefuse = [
  'packages/server/pod-security/',
  'packages/server/kube-apiserver/src/admission/limit-pod-hard-anti-affinity-topology.ts',
];
const sharedRules = 'packages/api/api/src/scheduling-rules/';

/** Kinds that are only data for clients. Upstream has no component for them, either. */
const dataOnly: ReadonlySet<string> = new Set(['podTemplates', 'controllerRevisions']);

/** Type and field. Upstream's components do not read them, either, or the field has an equivalent that is read. */
const needNoCode: Readonly<Record<string, string>> = {
  'NodeSpec.providerID': 'for cloud providers',
  'NodeSpec.externalID': 'deprecated and not read',
  'NodeSpec.configSource': 'dynamic kubelet configuration was removed in 1.24',
  'ServiceSpec.externalName': 'see type ExternalName',
  'PodSpec.preemptionPolicy': 'there is no preemption; see priorityClassName',
  'Container.resizePolicy': 'see its restartPolicy',
  'EphemeralContainer.resizePolicy': 'may not be set on ephemeral containers',
  'EphemeralContainer.volumeDevices': 'volume devices may not be mapped; see containers',
  'EphemeralContainer.restartPolicyRules': 'may not be set on ephemeral containers',
};

interface Declared {
  readonly typeName: string;
  readonly field: string;
  readonly declaration: UnimplementedField;
}

const core = 'k8s.io/api/core/v1.';
const shortName = (typeName: string): string => typeName.slice(typeName.lastIndexOf('.') + 1);

function fieldOf(facts: Facts, typeName: string, name: string) {
  return facts.types[typeName]?.fields?.find((field) => field.name === name);
}

/** The type that declares the last field of each path. A path that is not in the facts is an error in the table. */
function declared(facts: Facts, root: string, fields: readonly UnimplementedField[]): readonly (Declared | string)[] {
  return fields.map((declaration) => {
    const parts = declaration.path.split('.').map((part) => part.replace('[]', ''));
    let typeName = `${core}${root}`;
    for (const [index, part] of parts.entries()) {
      const field = fieldOf(facts, typeName, part);
      if (field === undefined) return `${root}.${declaration.path}: this field is not in the facts`;
      if (index === parts.length - 1) break;
      typeName = field.ref ?? field.items?.ref ?? field.values?.ref ?? '';
    }
    return { typeName, field: parts.at(-1) ?? '', declaration };
  });
}

/** Whether the code contains a name as a property, a variable or in quotes. Comments do not count. */
function nameReader(sources: readonly Source[]): (name: string) => boolean {
  const words = new Set<string>();
  for (const { path, text } of sources) {
    const ofComponent = components.some((group) => path.startsWith(`packages/${group}`));
    if (!(ofComponent || path.startsWith(sharedRules)) || /\.test\.ts$|testing/.test(path)) continue;
    if (onlyRefuse.some((start) => path.startsWith(start))) continue;
    const code = text.replace(/\/\*\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/[^\n]*/gm, '');
    for (const [word] of code.matchAll(/[A-Za-z]\w*/g)) words.add(word);
  }
  return (name) => words.has(name);
}

function unreadFields(
  facts: Facts,
  root: string,
  table: readonly UnimplementedField[],
  reads: (name: string) => boolean,
): string[] {
  const found: string[] = [];
  const known = new Set<string>();
  for (const each of declared(facts, root, table)) {
    if (typeof each === 'string') found.push(each);
    else {
      known.add(`${each.typeName}.${each.field}`);
      if (each.declaration.sharedName !== true && reads(each.field))
        found.push(`${root}.${each.declaration.path} is read: remove it from packages/api/api/src/unimplemented`);
    }
  }
  const seen = new Set<string>();
  const visit = (typeName: string): void => {
    if (seen.has(typeName)) return;
    seen.add(typeName);
    for (const field of facts.types[typeName]?.fields ?? []) {
      const short = `${shortName(typeName)}.${field.name}`;
      const gates = (field.gates ?? []) as readonly string[];
      if (known.has(`${typeName}.${field.name}`) || Object.hasOwn(needNoCode, short)) continue;
      if (!gates.every((gate) => isEnabledByDefault(facts.gates, gate, facts.version))) continue;
      if (!reads(field.name))
        found.push(`no component reads ${short}: implement it, or add it to the unimplemented fields`);
      const below = field.ref ?? field.items?.ref ?? field.values?.ref;
      if (below?.startsWith(core)) visit(below);
    }
  };
  visit(`${core}${root}`);
  return found;
}

/** The constants of `resources.ts` with their resource names, by kind. */
function unreadKinds(root: string, facts: Facts, reads: (name: string) => boolean): string[] {
  const listed = new Set(unimplementedKinds.flatMap(({ resources }) => resources));
  const nameOf = (each: { group: string; plural: string }): string =>
    each.group === '' ? each.plural : `${each.plural}.${each.group}`;
  const constants = readFileSync(resolve(root, 'packages/api/api/src/resources.ts'), 'utf8');
  const exported = [...constants.matchAll(/export \{([^}]*)\}/g)].flatMap(([, names = '']) =>
    names
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean),
  );
  const stored = facts.resources.filter((each) => typeof each.etcdPrefix === 'string' && each.etcdPrefix !== '');
  const served = new Map(stored.map((each) => [each.plural.toLowerCase(), nameOf(each)]));
  const unread = exported.filter((name) => {
    const resource = served.get(name.replace(/V\d$/, '').toLowerCase());
    return resource !== undefined && !listed.has(resource) && !dataOnly.has(name) && !reads(name);
  });
  const resources = new Set(facts.resources.map(nameOf));
  return [
    ...unread.map((name) => `no component reads ${name}: implement it, or add it to the unimplemented kinds`),
    ...[...listed].filter((name) => !resources.has(name)).map((name) => `${name}: this resource is not in the facts`),
  ];
}

export function unreadViolations(root: string, sources: readonly Source[]): string[] {
  const facts = readFacts();
  const reads = nameReader(sources);
  return [
    ...unreadKinds(root, facts, reads),
    ...unreadFields(facts, 'PodSpec', unimplementedPodFields, reads),
    ...unreadFields(facts, 'ServiceSpec', unimplementedServiceFields, reads),
    ...unreadFields(facts, 'NodeSpec', [], reads),
  ];
}
