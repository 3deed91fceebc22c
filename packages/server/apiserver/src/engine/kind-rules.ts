/** Facts of a kind from its definition, in the form that the engine uses. */
import type { ResourceDefinition } from '@kubets/api';
import type { GroupResource } from '@kubets/machinery/meta';
import {
  type NameRule,
  nameIsDns1035Label,
  nameIsDnsLabel,
  nameIsDnsSubdomain,
  nameIsPathSegment,
} from '@kubets/machinery/names';

export const groupResourceOf = (definition: ResourceDefinition): GroupResource => ({
  group: definition.group,
  resource: definition.plural,
});

const nameRules: Readonly<Record<string, NameRule>> = {
  subdomain: nameIsDnsSubdomain,
  label: nameIsDnsLabel,
  label1035: nameIsDns1035Label,
  path: nameIsPathSegment,
};

export function nameRuleOf(definition: ResourceDefinition): NameRule {
  return nameRules[definition.strategy.nameRule ?? 'subdomain'] as NameRule;
}
