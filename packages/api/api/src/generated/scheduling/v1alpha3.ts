// Generated from packages/api/api/facts by `npm run generate`. Do not edit.

export interface TopologyConstraint {
  readonly key: string;
}

export type WorkloadPodGroupAllDisruptionMode = Readonly<Record<string, never>>;

export type WorkloadPodGroupBasicSchedulingPolicy = Readonly<Record<string, never>>;

export interface WorkloadPodGroupDisruptionMode {
  readonly single?: WorkloadPodGroupSingleDisruptionMode;
  readonly all?: WorkloadPodGroupAllDisruptionMode;
}

export interface WorkloadPodGroupGangSchedulingPolicy {
  readonly minCount?: number;
}

export interface WorkloadPodGroupResourceClaim {
  readonly name: string;
  readonly resourceClaimName?: string;
  readonly resourceClaimTemplateName?: string;
}

export interface WorkloadPodGroupSchedulingConstraints {
  readonly topology?: readonly TopologyConstraint[];
}

export interface WorkloadPodGroupSchedulingPolicy {
  readonly basic?: WorkloadPodGroupBasicSchedulingPolicy;
  readonly gang?: WorkloadPodGroupGangSchedulingPolicy;
}

export type WorkloadPodGroupSingleDisruptionMode = Readonly<Record<string, never>>;
