/** Scales: the replica count of a scalable object. Never stored; the `scale` subresources return it. */
import { ageOf, nameOf } from '../cells.ts';
import type { Scale } from '../generated/autoscaling/v1.ts';
import type { Cell } from '../resource-definition.ts';

/** The printed row for `columnsOf('autoscaling', 'Scale')`. */
export function scaleRow(scale: Scale, now: number): readonly Cell[] {
  return [nameOf(scale), scale.spec?.replicas ?? 0, scale.status?.replicas ?? 0, ageOf(scale, now)];
}
