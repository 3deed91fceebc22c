/**
 * Checks the expressions of a policy against the types of the objects that it matches. The result is a warning, because a policy can match
 * objects of several types, and expressions are evaluated without types. Upstream: TypeChecker of policy/validating.
 */
import { nextTurn } from '@kubets/base';
import { type DeclaredType, declaredType } from '@kubets/cel';
import { parseApiVersion } from '@kubets/machinery/meta';
import { AdmissionExpressions } from '../admission-expressions/index.ts';
import { builtinResources } from '../catalog.ts';
import { typeTable } from '../facts.ts';
import type { ExpressionWarning, ValidatingAdmissionPolicy } from '../generated/admissionregistration/v1.ts';
import type { ResourceDefinition } from '../resource-definition.ts';

/** The number of types that are checked. */
const maxTypes = 10;
/** The number of expressions with warnings: the status must not become too large to be written. */
const maxWarnings = 100;
/** How many short expressions compile in one turn of the event loop. */
const expressionsPerTurn = 16;

const hasWildcard = (texts: readonly string[]): boolean => texts.some((text) => text.includes('*'));

/** The resources that the rules name without wildcards, each once, sorted by group, version and kind. */
function checkedResources({ spec }: ValidatingAdmissionPolicy): readonly ResourceDefinition[] {
  const found = new Map<string, ResourceDefinition>();
  for (const { apiGroups = [], apiVersions = [], resources = [] } of spec?.matchConstraints?.resourceRules ?? []) {
    if (hasWildcard(apiGroups) || hasWildcard(apiVersions)) continue;
    const named = builtinResources().filter(
      ({ group, version, plural }) =>
        apiGroups.includes(group) && apiVersions.includes(version) && resources.includes(plural),
    );
    for (const each of named) {
      if (found.size < maxTypes) found.set(`${each.group} ${each.version} ${each.kind}`, each);
    }
    if (found.size === maxTypes) break;
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}

function typeOf({ typeName, kind }: ResourceDefinition): DeclaredType | undefined {
  const table = typeTable();
  const node = table.get(typeName);
  return node === undefined ? undefined : declaredType(node, { table, name: kind });
}

/** Undefined: of no known type. */
function paramType({ spec }: ValidatingAdmissionPolicy): DeclaredType | undefined {
  const parsed = parseApiVersion(spec?.paramKind?.apiVersion ?? '');
  const resource = builtinResources().find(
    ({ group, version, kind }) =>
      group === parsed?.group && version === parsed.version && kind === spec?.paramKind?.kind,
  );
  return resource === undefined ? undefined : typeOf(resource);
}

/** The expressions whose types upstream checks, by their fields. */
function checkedExpressions({
  spec,
}: ValidatingAdmissionPolicy): readonly (readonly [field: string, source: string])[] {
  return (spec?.validations ?? []).flatMap(({ expression, messageExpression = '' }, index) => {
    const path = `spec.validations[${index}]`;
    const message = messageExpression === '' ? [] : [[`${path}.messageExpression`, messageExpression] as const];
    return [[`${path}.expression`, expression] as const, ...message];
  });
}

/** The warnings of a policy; none for custom resources, whose types are not known here. */
export async function typeCheckPolicy(policy: ValidatingAdmissionPolicy): Promise<readonly ExpressionWarning[]> {
  const scope = { params: policy.spec?.paramKind !== undefined, authorizer: true };
  const params = paramType(policy);
  const problems = new Map<string, string[]>();
  const checked = checkedExpressions(policy);
  let count = 0;
  const turn = async (): Promise<void> => {
    count += 1;
    if (count % expressionsPerTurn === 0) await nextTurn();
  };
  for (const resource of checkedResources(policy)) {
    await nextTurn();
    const object = typeOf(resource);
    if (object === undefined) continue;
    const options = { variables: true, object, ...(params === undefined ? {} : { params }) };
    const expressions = new AdmissionExpressions(options);
    for (const { name, expression } of policy.spec?.variables ?? []) {
      await turn();
      await expressions.compileVariable(name, expression, scope);
    }
    for (const [field, source] of checked) {
      if (problems.size >= maxWarnings && !problems.has(field)) continue;
      await turn();
      const compiled = await expressions.compile(source, 'any', scope);
      if (!('error' in compiled)) continue;
      const found = problems.get(field) ?? [];
      problems.set(field, found);
      found.push(`${resource.group}/${resource.version}, Kind=${resource.kind}: ${compiled.issues}\n`);
    }
  }
  return checked.flatMap(([fieldRef]) => {
    const found = problems.get(fieldRef);
    return found === undefined ? [] : [{ fieldRef, warning: found.join('\n') }];
  });
}
