/** The FlowSchemas and PriorityLevelConfigurations whose specs are fixed. Upstream: apiserver/pkg/apis/flowcontrol/bootstrap. */
import type {
  FlowSchema,
  FlowSchemaSpec,
  PriorityLevelConfiguration,
  PriorityLevelConfigurationSpec,
  Subject,
} from '../generated/flowcontrol/v1.ts';

/** Whether the API server may update the spec of an object that it created. */
export const autoUpdateAnnotation = 'apf.kubernetes.io/autoupdate-spec';
export const exemptName = 'exempt';
const catchAllName = 'catch-all';

const apiVersion = 'flowcontrol.apiserver.k8s.io/v1';
const metadataOf = (name: string) => ({ name, annotations: { [autoUpdateAnnotation]: 'true' } });

export const priorityLevel = (name: string, spec: PriorityLevelConfigurationSpec): PriorityLevelConfiguration => ({
  apiVersion,
  kind: 'PriorityLevelConfiguration',
  metadata: metadataOf(name),
  spec,
});

/** A schema with one rule. */
export const flowSchema = (
  name: string,
  level: string,
  matchingPrecedence: number,
  method: 'ByUser' | 'ByNamespace' | undefined,
  rule: NonNullable<FlowSchemaSpec['rules']>[number],
): FlowSchema => ({
  apiVersion,
  kind: 'FlowSchema',
  metadata: metadataOf(name),
  spec: {
    priorityLevelConfiguration: { name: level },
    matchingPrecedence,
    ...(method === undefined ? {} : { distinguisherMethod: { type: method } }),
    rules: [rule],
  },
});

export const groupSubjects = (...names: string[]): readonly Subject[] =>
  names.map((name) => ({ kind: 'Group', group: { name } }));

export const everyone = groupSubjects('system:unauthenticated', 'system:authenticated');

/** All requests of these subjects. */
export const everythingOf = (subjects: readonly Subject[]) => ({
  subjects,
  resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'], clusterScope: true, namespaces: ['*'] }],
  nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
});

export const mandatoryPriorityLevels: readonly PriorityLevelConfiguration[] = [
  priorityLevel(catchAllName, {
    type: 'Limited',
    limited: { nominalConcurrencyShares: 5, limitResponse: { type: 'Reject' }, lendablePercent: 0 },
  }),
  priorityLevel(exemptName, { type: 'Exempt', exempt: { nominalConcurrencyShares: 0, lendablePercent: 0 } }),
];

export const mandatoryFlowSchemas: readonly FlowSchema[] = [
  flowSchema(exemptName, exemptName, 1, undefined, everythingOf(groupSubjects('system:masters'))),
  flowSchema(catchAllName, catchAllName, 10_000, 'ByUser', everythingOf(everyone)),
];
