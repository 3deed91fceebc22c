/** New sizes of ReplicaSets. Other sets keep their size. */
import type { ReplicaSet } from '@kubets/api';

export type Sizes = ReadonlyMap<ReplicaSet, number>;
