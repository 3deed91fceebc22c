/** Protobuf next to JSON, on one core. */
import { typeNameOfKind, wireTable } from '@kubets/api';
import { decodeProtobuf, encodeProtobuf, type KubeObject } from '@kubets/machinery';
import { callsPerSecond, type Row } from './measure.ts';
import { samplePod } from './sample-pod.ts';

const pod = samplePod as KubeObject & { readonly spec: object };
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
  return protobuf();
}
