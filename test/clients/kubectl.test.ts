/** kubectl with a cluster of simulated nodes: a tour of its commands, and regressions. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cluster, eventually } from '../harness.ts';

const cluster = new Cluster({ flags: ['--runtime', 'simulated', '--nodes', '2'] });
beforeAll(() => cluster.up());
afterAll(() => cluster[Symbol.asyncDispose]());

/** Runs kubectl in the test's namespace. Arguments are separated by spaces; a no-break space is part of an argument. */
const kubectl = (line: string): Promise<string> =>
  cluster.kubectl('-n', 'tour', ...line.split(' ').map((word) => word.replaceAll('\u00a0', ' ')));
const apply = (object: object, ...flags: readonly string[]): Promise<string> =>
  cluster.kubectlWith(JSON.stringify(object), '-n', 'tour', 'apply', '-f', '-', ...flags);
const tryApply = (object: object, ...flags: readonly string[]) =>
  cluster.tryKubectl(['-n', 'tour', 'apply', '-f', '-', ...flags], JSON.stringify(object));

beforeAll(() => cluster.kubectl('create', 'namespace', 'tour'));

/** Runs the commands in order. The output of each must match. */
const tour: readonly (readonly [string, RegExp])[] = [
  ['create deployment web --image=nginx:1 --replicas=3 --port=80', /^deployment.apps\/web created/],
  ['create service nodeport web --tcp=80:8080', /^service\/web created/],
  ['create configmap c --from-literal=a=b', /created/],
  ['create secret generic s --from-literal=a=b', /created/],
  ['create secret docker-registry r --docker-username=u --docker-password=p --docker-server=s', /created/],
  ['create job j --image=i -- true', /created/],
  ['create cronjob cj --image=i --schedule=0\u00a00\u00a0*\u00a0*\u00a0* -- true', /created/],
  ['create job from --from=cronjob/cj', /created/],
  ['create ingress i --rule=a.b/c=web:80,tls=t', /created/],
  ['create role r --verb=get,list --resource=pods', /created/],
  ['create rolebinding rb --role=r --user=jane', /created/],
  ['create quota q --hard=pods=50', /created/],
  ['create poddisruptionbudget p --selector=app=none --min-available=1', /created/],
  ['create priorityclass tour --value=1', /created/],
  ['create serviceaccount sa', /created/],
  ['create token sa --duration=10m', /^ey/],
  ['rollout status deployment/web --timeout=20s', /successfully rolled out/],
  ['get all -o wide', /deployment.apps\/web +3\/3/],
  ['get deployment web --subresource=scale', /^NAME +DESIRED +AVAILABLE +AGE\nweb +3 +3 +\d+s\n$/],
  ['get pods -l app=web --sort-by=.metadata.name -o custom-columns=N:.metadata.name --no-headers', /^(web-\S+\n){3}$/],
  ['get pods -l app=web --field-selector=status.phase=Running,spec.nodeName!=x -o name', /^(pod\/web-\S+\n){3}$/],
  ['set image deployment/web nginx=nginx:2', /image updated/],
  ['rollout status deployment/web --timeout=20s', /successfully rolled out/],
  ['rollout history deployment/web', /\n1 .*\n2 /],
  ['rollout undo deployment/web', /rolled back/],
  ['rollout restart deployment/web', /restarted/],
  ['scale deployment/web --replicas=2 --current-replicas=3', /scaled/],
  [
    'patch deployment web --subresource=scale --type=merge -p {"spec":{"replicas":3}}',
    /^scale.autoscaling\/web patched/,
  ],
  ['patch deployment web --type=json -p [{"op":"test","path":"/spec/replicas","value":3}]', /no change/],
  ['autoscale deployment/web --min=1 --max=5 --cpu=50%', /autoscaled/],
  ['cordon simulated-1', /cordoned/],
  ['drain simulated-1 --ignore-daemonsets --force --timeout=30s', /drained/],
  ['uncordon simulated-1', /uncordoned/],
  ['wait --for=jsonpath={.status.readyReplicas}=3 deployment/web --timeout=20s', /condition met/],
  ['auth can-i list pods --as=jane', /^yes/],
  ['auth whoami', /Username +kubernetes-admin[\s\S]*credential-id +\[X509SHA256=[0-9a-f]{64}\]/],
  ['describe deployment web', /NewReplicaSet: +web-\S+ \(3\/3 replicas created\)/],
  ['describe job j', /Labels: +batch.kubernetes.io\/controller-uid=/],
  ['get job j -o jsonpath={.spec.podReplacementPolicy}', /^TerminatingOrFailed$/],
  ['explain deployment.spec.replicas', /FIELD: replicas <integer>/],
  ['explain pod.spec', /FIELD: spec <PodSpec>[\s\S]*Specification of the desired behavior of the pod/],
  ['explain pod.spec.affinity', /If specified, the pod's scheduling constraints/],
  ['get --raw /readyz?verbose', /readyz check passed/],
  ['get componentstatuses', /scheduler +Healthy +ok/],
  ['delete deployment web --cascade=orphan', /deleted/],
  ['get replicasets -l app=web -o name', /replicaset.apps\/web/],
];

it('kubectl: a tour of its commands', async () => {
  for (const [line, expected] of tour) expect(await kubectl(line), line).toMatch(expected);
});

describe('kubectl server-side apply', () => {
  const map = (name: string, value: string) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name },
    data: { key: value },
  });

  it('migrates from client-side apply and back, for kubectl only', async () => {
    await apply(map('moved', '1'));
    expect(await apply(map('moved', '2'), '--server-side')).toMatch(/serverside-applied/);
    const { code, stderr } = await tryApply(map('moved', '3'), '--server-side', '--field-manager=other');
    expect(code).toBe(1);
    expect(stderr).toContain('Apply failed with 1 conflict: conflict with "kubectl": .data.key');
    expect(await apply(map('moved', '2'))).toMatch(/configured|unchanged/);
    expect(await kubectl('apply view-last-applied configmap/moved')).toContain('key: "2"');
  });

  it('prunes with an ApplySet', async () => {
    const list = (...names: readonly string[]) => ({
      apiVersion: 'v1',
      kind: 'List',
      items: names.map((name) => map(name, '1')),
    });
    process.env.KUBECTL_APPLYSET = 'true';
    try {
      await apply(list('one', 'two'), '--prune', '--applyset=set');
      expect(await apply(list('one'), '--prune', '--applyset=set')).toContain('configmap/two pruned');
    } finally {
      delete process.env.KUBECTL_APPLYSET;
    }
  });
});

it('kubectl prints warnings of the server', async () => {
  const { stderr } = await cluster.tryKubectl(['-n', 'tour', 'get', 'endpoints']);
  expect(stderr).toContain('Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice');
  const typo = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'typo' }, datas: {} };
  expect((await tryApply(typo, '--validate=warn')).stderr).toContain('Warning: unknown field "datas"');
  expect((await tryApply(typo)).stderr).toContain('strict decoding error: unknown field "datas"');
});

it('kubectl edit applies the changes of the editor', async () => {
  const editor = join(cluster.directory, 'editor.sh');
  writeFileSync(editor, '#!/bin/sh\nsed -i "s/a: b/a: edited/" "$1"\n', { mode: 0o755 });
  process.env.KUBE_EDITOR = editor;
  try {
    expect(await kubectl('edit configmap c')).toContain('configmap/c edited');
  } finally {
    delete process.env.KUBE_EDITOR;
  }
  expect(await kubectl('get configmap c -o jsonpath={.data.a}')).toBe('edited');
});

it('kubectl get --watch prints each change in order', async () => {
  const heard = cluster.tryKubectl([
    'get',
    'configmaps',
    '-n',
    'tour',
    '-w',
    '--output-watch-events',
    '--request-timeout=4s',
  ]);
  await new Promise((resolved) => setTimeout(resolved, 1500));
  await kubectl('create configmap seen');
  await kubectl('label configmap seen a=b');
  await kubectl('delete configmap seen');
  expect((await heard).stdout).toMatch(/ADDED +seen .*\nMODIFIED +seen .*\nDELETED +seen /);
});

it('kubectl delete namespace deletes all its objects, PersistentVolumeClaims included', async () => {
  await apply({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'claim' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  });
  await eventually(async () => (await kubectl('get pvc claim -o name')) !== '', 'the claim');
  expect(await cluster.kubectl('delete', 'namespace', 'tour', '--timeout=40s')).toContain('deleted');
  expect(await cluster.kubectl('get', 'namespaces', '-o', 'name')).not.toContain('tour');
});
