/** New sizes for ReplicaSets; a set that is not in it stays as it is. */
import type { ReplicaSet } from '@kubets/api';

export type Sizes = ReadonlyMap<ReplicaSet, number>;
