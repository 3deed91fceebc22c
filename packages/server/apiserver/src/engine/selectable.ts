/** The labels and fields that selectors read, cached per version so that it need not be decoded again. */
import type { ResourceDefinition } from '@kubets/api';
import type { KubeObject } from '@kubets/machinery/meta';
import { RecentMap } from '@kubets/storage/watch-cache';

export interface Selectable {
  readonly labels: Readonly<Record<string, string>> | undefined;
  /** In the order of the definition's selectable fields. */
  readonly fields: readonly string[];
}

/** Objects of one owner have the same labels, those of one node the same node name: they are kept in memory once. */
const sharedLabels = new RecentMap<string, Readonly<Record<string, string>>>(20_000);
const sharedTexts = new RecentMap<string, string>(20_000);

function shared<K, V>(map: RecentMap<K, V>, key: K, value: V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  map.set(key, value, 1);
  return value;
}

const noFields: readonly string[] = [];

/** How to compute it from an object in the storage version. */
export function selectableOf(definition: ResourceDefinition): (object: KubeObject) => Selectable {
  const readers = Object.values(definition.strategy.selectableFields ?? {});
  return (object) => {
    const labels = object.metadata?.labels;
    const fields = readers.map((read) => {
      const value = read(object) ?? '';
      return shared(sharedTexts, value, value);
    });
    return {
      labels: labels && shared(sharedLabels, JSON.stringify(labels), labels),
      fields: fields.length === 0 ? noFields : fields,
    };
  };
}
