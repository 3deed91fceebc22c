/**
 * `npm run crd-bundles -- FOLDER…`: applies the CustomResourceDefinitions of public projects and their samples to a new
 * cluster, and reports what is served, accepted and rejected.
 *
 * Each folder holds the YAML files of one project. A sample whose path contains `invalid` must be rejected. Warnings are
 * errors: unknown fields are refused (`fieldValidation=Strict`). Objects of built-in kinds are not created.
 */
import { basename } from 'node:path';
import { Cluster, eventually } from '../harness.ts';
import { apiCalls, type Call } from './api.ts';
import { type Manifest, readManifests } from './manifests.ts';
import { lostInOpenApi } from './published-fields.ts';

interface Report {
  readonly project: string;
  definitions: number;
  served: number;
  accepted: number;
  refusedAsExpected: number;
  readonly problems: string[];
}

interface DiscoveredResource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

const definitionsPath = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

function isEstablished(body: Readonly<Record<string, unknown>>): boolean {
  const { conditions = [] } = (body.status ?? {}) as { conditions?: readonly { type: string; status: string }[] };
  return conditions.some(({ type, status }) => type === 'Established' && status === 'True');
}

async function define(call: Call, definitions: readonly Manifest[], report: Report): Promise<void> {
  const created: Manifest[] = [];
  for (const definition of definitions) {
    const { file, name, object } = definition;
    const { code, body } = await call('POST', `${definitionsPath}?fieldValidation=Strict`, object);
    if (code === 201) created.push(definition);
    else if (code !== 409) report.problems.push(`${file}: CRD ${name} is refused: ${body.message}`);
  }
  report.definitions += created.length;
  const waiting = new Set(created.map(({ name }) => name));
  const allEstablished = async () => {
    for (const name of waiting) {
      if (isEstablished((await call('GET', `${definitionsPath}/${name}`)).body)) waiting.delete(name);
    }
    return waiting.size === 0 || undefined;
  };
  await eventually(allEstablished, 'the definitions are established', 10).catch(() => undefined);
  report.served += created.length - waiting.size;
  for (const { name, object } of created) {
    if (waiting.has(name)) continue;
    const lost = await lostInOpenApi(call, object.spec as Parameters<typeof lostInOpenApi>[1]);
    for (const path of lost) report.problems.push(`CRD ${name}: OpenAPI lacks ${path}`);
  }
  for (const name of waiting) {
    const { body } = await call('GET', `${definitionsPath}/${name}`);
    report.problems.push(`CRD ${name} is not established: ${JSON.stringify(body.status)}`);
  }
}

/** The path of the collection that a sample belongs to. Undefined if the kind is not served. */
async function collectionOf(call: Call, sample: Manifest): Promise<string | undefined> {
  const { body } = await call('GET', `/apis/${sample.apiVersion}`);
  const { resources = [] } = body as { resources?: readonly DiscoveredResource[] };
  const resource = resources.find(({ kind, name }) => kind === sample.kind && !name.includes('/'));
  if (resource === undefined) return undefined;
  const namespace = resource.namespaced ? '/namespaces/default' : '';
  return `/apis/${sample.apiVersion}${namespace}/${resource.name}`;
}

async function trySample(call: Call, sample: Manifest, report: Report): Promise<void> {
  const { file, kind, name, object } = sample;
  const path = await collectionOf(call, sample);
  if (path === undefined) {
    report.problems.push(`${file}: ${sample.apiVersion} ${kind} is not served`);
    return;
  }
  const metadata = { ...(object.metadata as object | undefined), namespace: undefined };
  const { code, body } = await call('POST', `${path}?fieldValidation=Strict`, { ...object, metadata });
  const wanted = !file.includes('invalid');
  if (code === 201) {
    await call('DELETE', `${path}/${(body.metadata as { name: string }).name}`);
    if (wanted) report.accepted++;
    else report.problems.push(`${file}: ${kind} ${name} is accepted, but must be refused`);
  } else if (!wanted && code === 422) report.refusedAsExpected++;
  else report.problems.push(`${file}: ${kind} ${name} is refused with ${code}: ${body.message}`);
}

async function tryProject(call: Call, folder: string): Promise<Report> {
  const report: Report = {
    project: basename(folder),
    definitions: 0,
    served: 0,
    accepted: 0,
    refusedAsExpected: 0,
    problems: [],
  };
  const manifests = readManifests(folder);
  const definitions = manifests.filter(({ kind }) => kind === 'CustomResourceDefinition');
  await define(call, definitions, report);
  const groups = new Set(definitions.map(({ object }) => (object.spec as { group?: string } | undefined)?.group));
  const samples = manifests.filter(({ apiVersion }) => groups.has(apiVersion.split('/')[0]));
  for (const sample of samples) await trySample(call, sample, report);
  return report;
}

const folders = process.argv.slice(2);
if (folders.length === 0) {
  console.error('usage: npm run crd-bundles -- FOLDER…');
  process.exit(2);
}
await using cluster = await new Cluster({ flags: ['--runtime', 'simulated'] }).up();
const call = apiCalls(cluster.kubeconfig);
const reports: Report[] = [];
for (const folder of folders) {
  const report = await tryProject(call, folder);
  for (const problem of report.problems) console.log(`${report.project}: ${problem}`);
  reports.push(report);
}
console.table(
  reports.map(({ project, definitions, served, accepted, refusedAsExpected, problems }) => ({
    project,
    CRDs: definitions,
    served,
    'samples accepted': accepted,
    'refused as expected': refusedAsExpected,
    problems: problems.length,
  })),
);
