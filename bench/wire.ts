/** Protobuf compared with JSON, on one core. */
import { typeNameOfKind, typeTable } from '@kubets/api/facts';
import { loadWireTable } from '@kubets/api/messages';
import { decodeProtobuf, encodeProtobuf, type MessageTable } from '@kubets/codec/protobuf';
import { compileType } from '@kubets/schema';
import { callsPerSecond, type Row } from './measure.ts';
import { samplePod } from './sample-pod.ts';

interface Sample {
  readonly what: string;
  readonly type: string;
  readonly object: { readonly apiVersion: string; readonly kind: string };
}

/** Pods of a list: similar, with different names and addresses. */
function podOf(index: number): object {
  const { metadata, spec, status } = samplePod as Readonly<Record<'metadata' | 'spec' | 'status', object>>;
  const uid = `0d3a0f6e-5b1c-4b6e-9a58-${index.toString(16).padStart(12, '0')}`;
  return {
    metadata: { ...metadata, name: `web-7d9c6f5b4d-${index}`, uid },
    spec,
    status: { ...status, podIP: `10.244.0.${index}` },
  };
}

const samples: readonly Sample[] = [
  { what: 'a Pod', type: 'k8s.io/api/core/v1.Pod', object: samplePod as Sample['object'] },
  {
    what: 'a Deployment',
    type: 'k8s.io/api/apps/v1.Deployment',
    object: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'default', labels: { app: 'web' } },
      spec: {
        replicas: 3,
        selector: { matchLabels: { app: 'web' } },
        template: { metadata: { labels: { app: 'web' } }, spec: (samplePod as { readonly spec: object }).spec },
      },
    } as Sample['object'],
  },
  {
    what: '100 Pods',
    type: 'k8s.io/api/core/v1.PodList',
    object: {
      apiVersion: 'v1',
      kind: 'PodList',
      metadata: {},
      items: Array.from({ length: 100 }, (_, i) => podOf(i)),
    } as Sample['object'],
  },
];

function rowsOf({ what, type, object }: Sample, table: MessageTable): readonly Row[] {
  const text = JSON.stringify(object);
  const plain = JSON.parse(text) as Sample['object'];
  const bytes = encodeProtobuf(type, plain, table);
  const schema = compileType(type, typeTable());
  const pairs: readonly (readonly [string, () => unknown, () => unknown])[] = [
    ['decode', () => decodeProtobuf(bytes, typeNameOfKind, table), () => JSON.parse(text)],
    [
      'decode, with the schema both times',
      () => schema.decode(decodeProtobuf(bytes, typeNameOfKind, table)),
      () => schema.decode(JSON.parse(text)),
    ],
    ['encode', () => encodeProtobuf(type, plain, table), () => JSON.stringify(plain)],
  ];
  return pairs.map(([name, ours, json]) => {
    const rate = callsPerSecond(ours);
    const ratio = rate / callsPerSecond(json);
    return {
      what: `protobuf, ${what} of ${bytes.length} bytes (JSON ${text.length}): ${name}`,
      measured: `${ratio.toFixed(2)}× JSON (${rate.toFixed(0)}/s)`,
      aim: '≥ 1×',
      met: ratio >= 1,
    };
  });
}

export async function wireFormats(): Promise<readonly Row[]> {
  const table = await loadWireTable();
  return samples.flatMap((sample) => rowsOf(sample, table));
}
