/** Server-side apply of a Deployment, and protobuf next to JSON, on one core. */
import { typeNameOfKind, typeTable, wireTable } from '@kubets/api';
import { accountUpdate, applyConfiguration, decodeProtobuf, encodeProtobuf, type KubeObject } from '@kubets/machinery';
import { callsPerSecond, type Row } from './measure.ts';
import { samplePod } from './sample-pod.ts';

const pod = samplePod as KubeObject & { readonly spec: object };
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'default', labels: { app: 'web' } },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: pod.spec },
  },
} as KubeObject;

/** Rounds of apply as they are in life: the first of an object, one that changes nothing, one beside an updater. */
function applies(): readonly Row[] {
  const request = {
    manager: 'bench',
    apiVersion: 'apps/v1',
    subresource: '',
    now: '2026-01-01T00:00:00Z',
    type: 'k8s.io/api/apps/v1.Deployment',
    table: typeTable(),
    resetFields: [['f:status']],
  };
  const live = applyConfiguration(undefined, deployment, false, request);
  const tasks: readonly (readonly [string, number | undefined, () => unknown])[] = [
    ['first apply', undefined, () => applyConfiguration(undefined, deployment, false, request)],
    ['apply again', 8_000, () => applyConfiguration(live, deployment, false, request)],
    [
      'account of an update',
      undefined,
      () => accountUpdate(live, { ...live, metadata: { ...live.metadata } }, { ...request, manager: 'other' }),
    ],
  ];
  return tasks.map(([name, aim, task]) => {
    const rate = callsPerSecond(task);
    return {
      what: `server-side apply of a Deployment: ${name}`,
      measured: `${rate.toFixed(0)}/s`,
      aim: aim === undefined ? '' : `≥ ${aim}/s`,
      met: aim === undefined ? undefined : rate >= aim,
    };
  });
}

function protobuf(): readonly Row[] {
  const table = wireTable();
  const text = JSON.stringify(pod);
  const bytes = encodeProtobuf('k8s.io/api/core/v1.Pod', pod, table);
  const pairs: readonly (readonly [string, () => unknown, () => unknown])[] = [
    ['decode', () => decodeProtobuf(bytes, typeNameOfKind, table), () => JSON.parse(text)],
    ['encode', () => encodeProtobuf('k8s.io/api/core/v1.Pod', pod, table), () => JSON.stringify(pod)],
  ];
  return pairs.map(([name, ours, json]) => {
    const rate = callsPerSecond(ours);
    const ratio = rate / callsPerSecond(json);
    return {
      what: `protobuf, Pod of ${bytes.length} bytes (JSON ${text.length}): ${name}`,
      measured: `${ratio.toFixed(2)}× JSON (${rate.toFixed(0)}/s)`,
      aim: '≥ 1×',
      met: ratio >= 1,
    };
  });
}

export function machineryWire(): readonly Row[] {
  return [...applies(), ...protobuf()];
}
