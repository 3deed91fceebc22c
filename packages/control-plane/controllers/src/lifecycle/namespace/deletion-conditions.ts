/** The conditions of a terminating namespace, with upstream's messages. */
import type { NamespaceCondition } from '@kubets/api';
import { formatTime } from '@kubets/machinery/time';

/** The findings while the content was deleted. */
export interface DeletionFindings {
  /** Group-versions whose discovery failed, with the reason. */
  readonly discovery: ReadonlyMap<string, string>;
  /** Failures to delete resources. */
  readonly failures: readonly string[];
  /** The remaining objects, by `plural.group`. */
  readonly remaining: ReadonlyMap<string, number>;
  /** The remaining objects with a finalizer, by finalizer. */
  readonly finalizers: ReadonlyMap<string, number>;
}

interface Statement {
  readonly type: string;
  readonly good: readonly [reason: string, message: string];
  /** The reason and message of a failure; undefined otherwise. */
  bad(findings: DeletionFindings): readonly [reason: string, message: string] | undefined;
}

const listed = (counts: ReadonlyMap<string, number>, text: (name: string, count: number) => string): string =>
  Array.from(counts, ([name, count]) => text(name, count))
    .sort()
    .join(', ');

const statements: readonly Statement[] = [
  {
    type: 'NamespaceDeletionDiscoveryFailure',
    good: ['ResourcesDiscovered', 'All resources successfully discovered'],
    bad: ({ discovery }) =>
      discovery.size === 0
        ? undefined
        : [
            'DiscoveryFailed',
            `Discovery failed for some groups, ${discovery.size} failing: unable to retrieve the complete list of server APIs: ${Array.from(
              discovery,
              ([version, why]) => `${version}: ${why}`,
            )
              .sort()
              .join(', ')}`,
          ],
  },
  {
    type: 'NamespaceDeletionGroupVersionParsingFailure',
    good: ['ParsedGroupVersions', 'All legacy kube types successfully parsed'],
    bad: () => undefined,
  },
  {
    type: 'NamespaceDeletionContentFailure',
    good: ['ContentDeleted', 'All content successfully deleted, may be waiting on finalization'],
    bad: ({ failures }) =>
      failures.length === 0
        ? undefined
        : [
            'ContentDeletionFailed',
            `Failed to delete all resource types, ${failures.length} remaining: ${failures.toSorted().join(', ')}`,
          ],
  },
  {
    type: 'NamespaceContentRemaining',
    good: ['ContentRemoved', 'All content successfully removed'],
    bad: ({ remaining }) =>
      remaining.size === 0
        ? undefined
        : [
            'SomeResourcesRemain',
            `Some resources are remaining: ${listed(remaining, (name, count) => `${name} has ${count} resource instances`)}`,
          ],
  },
  {
    type: 'NamespaceFinalizersRemaining',
    good: ['ContentHasNoFinalizers', 'All content-preserving finalizers finished'],
    bad: ({ finalizers }) =>
      finalizers.size === 0
        ? undefined
        : [
            'SomeFinalizersRemain',
            `Some content in the namespace has finalizers remaining: ${listed(finalizers, (name, count) => `${name} in ${count} resource instances`)}`,
          ],
  },
];

/** The conditions after an attempt. The transition time changes only with the status. */
export function deletionConditions(
  current: readonly NamespaceCondition[] | undefined,
  findings: DeletionFindings,
  now: number,
): readonly NamespaceCondition[] {
  const others = (current ?? []).filter((condition) => !statements.some(({ type }) => type === condition.type));
  return [
    ...others,
    ...statements.map(({ type, good, bad }) => {
      const failing = bad(findings);
      const [reason, message] = failing ?? good;
      const status = failing === undefined ? 'False' : 'True';
      const old = current?.find((condition) => condition.type === type);
      const since = old?.status === status ? old.lastTransitionTime : undefined;
      return { type, status, reason, message, lastTransitionTime: since ?? formatTime(now) };
    }),
  ];
}
