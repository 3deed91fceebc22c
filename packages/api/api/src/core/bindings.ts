/** Bindings: assign a pod to a node. Never stored. */
import { defineResource } from '../define-resource.ts';
import type { Binding } from '../generated/core/v1.ts';

export const bindings = defineResource<Binding>({ group: '', version: 'v1', kind: 'Binding' });
