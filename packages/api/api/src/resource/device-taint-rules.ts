/** DeviceTaintRules: taints on all devices that match a selector. */
import { ageOf, nameOf, since } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { DeviceTaintRule } from '../generated/resource/v1.ts';

export const deviceTaintRules = defineResource<DeviceTaintRule>({
  group: 'resource.k8s.io',
  version: 'v1',
  kind: 'DeviceTaintRule',
  resetFields: { '': ['status'], status: ['spec', 'metadata'] },
  returnDeletedObject: true,
  generation: true,
  validateInTurns: async (...write) => (await import('./validation/index.ts')).deviceTaintRuleErrors(...write),
  row: (rule, now) => {
    const { key, value = '', effect, timeAdded } = rule.spec.taint;
    return [nameOf(rule), key, value, effect, since(timeAdded, now), ageOf(rule, now)];
  },
});
