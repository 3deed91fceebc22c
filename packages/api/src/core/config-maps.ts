/** ConfigMaps: settings for pods to read. */
import { ageOf, nameOf } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { ConfigMap } from '../generated/core/v1.ts';

export const configMaps = defineResource<ConfigMap>({
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  row: (map, now) => [
    nameOf(map),
    Object.keys(map.data ?? {}).length + Object.keys(map.binaryData ?? {}).length,
    ageOf(map, now),
  ],
});
