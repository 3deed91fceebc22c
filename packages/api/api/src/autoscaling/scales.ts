/** Scales: the replica count of any scalable object, as one kind. Never stored: subresources answer with it. */
import { ageOf, nameOf } from '../cells.ts';
import type { Scale } from '../generated/autoscaling/v1.ts';
import type { Cell } from '../resource-definition.ts';

/** The printed row, under `columnsOf('autoscaling', 'Scale')`. */
export function scaleRow(scale: Scale, now: number): readonly Cell[] {
  return [nameOf(scale), scale.spec?.replicas ?? 0, scale.status?.replicas ?? 0, ageOf(scale, now)];
}
