/** Decides whether a webhook or a policy is for a write, and in which version. */
import { namespaces } from '@kubets/api';
import type {
  AdmissionAttributes,
  AdmissionContext,
  AdmissionOperation,
  AdmissionVersion,
} from '@kubets/apiserver/admission';
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { type LabelSelector, type Selector, selectorFromLabelSelector } from '@kubets/machinery/selectors';
import { errors } from '@kubets/machinery/status-error';
import { matchesRule, mayMatchRule, type RuleWithOperations } from './rules.ts';

export interface MatchCriteria {
  /** Absent: every write. */
  readonly rules?: readonly RuleWithOperations[];
  /** Of policies: these writes never match. */
  readonly excludeRules?: readonly RuleWithOperations[];
  /** Absent: Exact. The API's default is Equivalent. */
  readonly matchPolicy?: string;
  /** Absent: everything. */
  readonly namespaceSelector?: LabelSelector;
  readonly objectSelector?: LabelSelector;
}

export type Match = AdmissionVersion | undefined;

function isSelected(object: KubeObject | undefined, selector: Selector): boolean {
  // What has no metadata (PodExecOptions) is not selected, even by a selector for objects without a label.
  return object?.metadata !== undefined && selector.matches(object.metadata.labels ?? {});
}

function isCreatedOrUpdatedNamespace({ operation, resource, subresource }: AdmissionAttributes): boolean {
  const written = operation === 'CREATE' || operation === 'UPDATE';
  return resource.plural === namespaces.plural && subresource === '' && written;
}

/** The labels of a namespace that is written are those that it will have. */
async function namespaceMatches(
  selector: Selector,
  attributes: AdmissionAttributes,
  context: Pick<AdmissionContext, 'get'>,
): Promise<boolean> {
  const { namespace, object } = attributes;
  if (isCreatedOrUpdatedNamespace(attributes)) return selector.matches(object?.metadata?.labels ?? {});
  const found = await context.get(namespaces, '', namespace);
  if (found === undefined) throw errors.notFound({ group: '', resource: namespaces.plural }, namespace);
  return selector.matches(found.metadata?.labels ?? {});
}

export class WriteMatcher {
  readonly #criteria: MatchCriteria;
  readonly #namespaces: Selector;
  readonly #objects: Selector;

  /** Throws BadRequest if a selector is invalid. */
  constructor(criteria: MatchCriteria) {
    this.#criteria = criteria;
    this.#namespaces = selectorFromLabelSelector(criteria.namespaceSelector ?? {});
    this.#objects = selectorFromLabelSelector(criteria.objectSelector ?? {});
  }

  /**
   * Whether some write of this kind can match. Does not regard the group and the version, since an equivalent version
   * can match. Pure.
   */
  mayMatch(operation: AdmissionOperation, { plural }: ResourceType, subresource: string): boolean {
    const { rules } = this.#criteria;
    return rules === undefined || rules.some((rule) => mayMatchRule(rule, operation, plural, subresource));
  }

  /**
   * The version in which the write matches: its own, or with matchPolicy Equivalent another one; undefined if it does
   * not. Rejects with NotFound if the namespace does not exist, but only for a write that the rules match.
   */
  async match(attributes: AdmissionAttributes, context: Pick<AdmissionContext, 'get'>): Promise<Match> {
    if (!this.#selectsObject(attributes)) return undefined;
    const { rules, excludeRules = [] } = this.#criteria;
    if (this.#versionIn(excludeRules, attributes) !== undefined) return undefined;
    const version = rules === undefined ? attributes.version : this.#versionIn(rules, attributes);
    if (version === undefined || !(await this.#selectsNamespace(attributes, context))) return undefined;
    return version;
  }

  #selectsObject({ object, oldObject }: AdmissionAttributes): boolean {
    const selector = this.#objects;
    return selector.empty || isSelected(object, selector) || isSelected(oldObject, selector);
  }

  /** What is neither a namespace nor in one is always selected. */
  #selectsNamespace(
    attributes: AdmissionAttributes,
    context: Pick<AdmissionContext, 'get'>,
  ): boolean | Promise<boolean> {
    const { namespace, resource } = attributes;
    if (this.#namespaces.empty || (namespace === '' && resource.plural !== namespaces.plural)) return true;
    return namespaceMatches(this.#namespaces, attributes, context);
  }

  /** Earlier rules count first among equivalent versions. */
  #versionIn(rules: readonly RuleWithOperations[], attributes: AdmissionAttributes): Match {
    if (rules.some((rule) => matchesRule(rule, attributes.resource, attributes))) return attributes.version;
    if (this.#criteria.matchPolicy !== 'Equivalent' || rules.length === 0) return undefined;
    const equivalents = attributes.equivalents();
    for (const rule of rules) {
      const found = equivalents.find(({ resource }) => matchesRule(rule, resource, attributes));
      if (found !== undefined) return found;
    }
    return undefined;
  }
}
