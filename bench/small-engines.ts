/** Small engines on one core: quantities, selectors, names, patches, JSONPath, cron. */
import { readFileSync } from 'node:fs';
import { parseCron } from '@kubets/machinery/cron';
import { compileJsonPath } from '@kubets/machinery/jsonpath';
import { nameIsDnsSubdomain, validateObjectMeta } from '@kubets/machinery/names';
import { addQuantities, canonicalQuantity, parseQuantity } from '@kubets/machinery/quantity';
import { parseLabelSelector, selectorFromLabelSelector } from '@kubets/machinery/selectors';
import { parseDuration, parseTime } from '@kubets/machinery/time';
import {
  applyJsonPatch,
  applyMergePatch,
  applyStrategicMergePatch,
  createStrategicPatch,
  createThreeWayStrategicPatch,
} from '@kubets/patch';
import { typeTable } from '@kubets/schema';
import { callsPerSecond, type Row } from './measure.ts';
import { samplePod } from './sample-pod.ts';

const facts = JSON.parse(readFileSync(new URL('../packages/api/api/facts/types.json', import.meta.url), 'utf8'));
const table = typeTable(facts.types);
const node = { ref: 'k8s.io/api/apps/v1.Deployment' };

type Plain = Record<string, unknown>;
const pod = samplePod as Plain;
const deployment: Plain = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: pod.metadata,
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: pod.metadata, spec: pod.spec },
  },
};
const [first] = (pod.spec as { readonly containers: readonly Plain[] }).containers;
const name = first?.name;
const patch = {
  spec: {
    replicas: 5,
    template: {
      spec: { containers: [{ name, image: 'registry.example.com/team/app:2.0', env: [{ name: 'A', value: 'b' }] }] },
    },
  },
};
const modified = applyStrategicMergePatch(deployment, patch, node, table);
const jsonPatch = [
  { op: 'test', path: '/spec/replicas', value: 3 },
  { op: 'replace', path: '/spec/replicas', value: 5 },
  { op: 'add', path: '/metadata/labels/x', value: 'y' },
];

const labels = { app: 'web', tier: 'front', 'pod-template-hash': '6d4cf56db6', env: 'prod' };
const equality = selectorFromLabelSelector({ matchLabels: { app: 'web', env: 'prod' } });
const sets = parseLabelSelector('app in (web,api),env!=dev,!canary');
const names = compileJsonPath('{range .items[*]}{.metadata.name}{"\\n"}{end}');
const pods = { items: Array.from({ length: 10 }, () => samplePod) };
const cron = parseCron('*/5 * * * *', { timeZone: 'Europe/Berlin' });
const [cpu, memory] = [parseQuantity('250m'), parseQuantity('1Gi')];
const metadata = { name: 'web-6d4cf56db6-x7k2p', namespace: 'default', labels, annotations: { 'example.com/a': 'b' } };

const tasks: readonly (readonly [string, () => unknown])[] = [
  ['quantity: parse 250m', () => parseQuantity('250m')],
  ['quantity: parse 1.5Gi', () => parseQuantity('1.5Gi')],
  ['quantity: canonical form of 1024Ki', () => canonicalQuantity('1024Ki')],
  ['quantity: add', () => addQuantities(cpu, memory)],
  ['selector: match two labels', () => equality.matches(labels)],
  ['selector: match sets', () => sets.matches(labels)],
  ['selector: parse', () => parseLabelSelector('app in (web,api),env!=dev,!canary')],
  ['metadata: validate', () => validateObjectMeta(metadata, { namespaced: true, nameRule: nameIsDnsSubdomain })],
  ['time: parse RFC 3339', () => parseTime('2026-11-21T10:11:12.123456Z')],
  ['duration: parse 1h30m', () => parseDuration('1h30m')],
  ['patch: strategic, of a Deployment', () => applyStrategicMergePatch(deployment, patch, node, table)],
  ['patch: merge, of a Deployment', () => applyMergePatch(deployment, { spec: { replicas: 5 } })],
  ['patch: JSON, three operations', () => applyJsonPatch(deployment, jsonPatch)],
  ['patch: two-way difference', () => createStrategicPatch(deployment, modified, node, table)],
  [
    'patch: three-way (kubectl apply)',
    () => createThreeWayStrategicPatch(deployment, modified, deployment, node, table),
  ],
  ['jsonpath: names of ten Pods', () => names(pods)],
  ['cron: next in a time zone', () => cron.next(1_795_255_872_000)],
];
export function smallEngines(): readonly Row[] {
  return tasks.map(([what, task]) => ({
    what,
    measured: `${callsPerSecond(task).toFixed(0)}/s`,
    aim: '',
    met: undefined,
  }));
}
