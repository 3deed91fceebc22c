/** Which admission policies and bindings are valid, and upstream's errors for the others. */
import type { FieldError } from '@kubets/machinery/field-error';
import { describe, expect, it } from 'vitest';
import type {
  MutatingAdmissionPolicy,
  MutatingAdmissionPolicyBinding,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
} from '../generated/admissionregistration/v1.ts';
import { validateMutatingBinding, validateValidatingBinding } from './binding-validation.ts';
import { validateMutatingPolicy, validateValidatingPolicy } from './policy-validation.ts';

type Fields = Readonly<Record<string, unknown>>;

const rule = {
  apiGroups: ['apps'],
  apiVersions: ['v1'],
  operations: ['CREATE'],
  resources: ['deployments'],
  scope: '*',
};
const constraints = { matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {}, resourceRules: [rule] };

const shown = (found: readonly FieldError[]) => found.map(({ field, message }) => `${field}: ${message}`);

const validating = (spec: Fields): ValidatingAdmissionPolicy =>
  ({
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: 'replicas.example.com' },
    spec: { failurePolicy: 'Fail', matchConstraints: constraints, validations: [{ expression: 'true' }], ...spec },
  }) as ValidatingAdmissionPolicy;

const mutating = (spec: Fields): MutatingAdmissionPolicy =>
  ({
    kind: 'MutatingAdmissionPolicy',
    metadata: { name: 'sidecar.example.com' },
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: constraints,
      mutations: [{ patchType: 'ApplyConfiguration', applyConfiguration: { expression: 'Object{}' } }],
      reinvocationPolicy: 'Never',
      ...spec,
    },
  }) as MutatingAdmissionPolicy;

describe('validateValidatingPolicy', () => {
  it.each<[string, Fields, readonly string[]]>([
    ['a policy with an expression', {}, []],
    [
      'a policy with parameters, variables and annotations',
      {
        paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
        matchConditions: [{ name: 'a', expression: 'params != null && object != null' }],
        variables: [
          { name: 'limit', expression: 'int(params.data.limit)' },
          { name: 'twice', expression: 'variables.limit * 2' },
        ],
        validations: [
          { expression: 'variables.twice > 1', messageExpression: 'string(variables.twice)', reason: 'Forbidden' },
        ],
        auditAnnotations: [{ key: 'limit', valueExpression: 'string(variables.limit)' }],
      },
      [],
    ],
    [
      'a policy without a spec',
      { failurePolicy: undefined, matchConstraints: undefined, validations: undefined },
      [
        'spec.failurePolicy: Required value',
        'spec.matchConstraints: Required value',
        'spec.validations: Required value: validations or auditAnnotations must contain at least one item',
        'spec.auditAnnotations: Required value: validations or auditAnnotations must contain at least one item',
      ],
    ],
    [
      'an unknown failure policy and no rules',
      { failurePolicy: 'Maybe', matchConstraints: { ...constraints, resourceRules: [] } },
      [
        'spec.failurePolicy: Unsupported value: "Maybe": supported values: "Fail", "Ignore"',
        'spec.matchConstraints.resourceRules: Required value',
      ],
    ],
    [
      'rules that contradict themselves',
      {
        matchConstraints: {
          ...constraints,
          matchPolicy: 'Loose',
          resourceRules: [
            {
              apiGroups: ['*', 'apps'],
              apiVersions: [''],
              operations: ['*', 'CREATE'],
              resources: ['pods/*', 'pods/log', '*', 'nodes'],
              resourceNames: ['a', 'a', 'x/y'],
              scope: 'Galaxy',
            },
          ],
        },
      },
      [
        'spec.matchConstraints.matchPolicy: Unsupported value: "Loose": supported values: "Equivalent", "Exact"',
        'spec.matchConstraints.resourceRules[0].resourceNames[1]: Duplicate value: "a"',
        `spec.matchConstraints.resourceRules[0].resourceNames[2]: Invalid value: "x/y": may not contain '/'`,
        `spec.matchConstraints.resourceRules[0].operations: Invalid value: ["*","CREATE"]: if '*' is present, must not specify other operations`,
        `spec.matchConstraints.resourceRules[0].apiGroups: Invalid value: ["*","apps"]: if '*' is present, must not specify other API groups`,
        'spec.matchConstraints.resourceRules[0].apiVersions[0]: Required value',
        `spec.matchConstraints.resourceRules[0].resources[1]: Invalid value: "pods/log": if 'pods/*' is present, must not specify pods/log`,
        `spec.matchConstraints.resourceRules[0].resources: Invalid value: ["pods/*","pods/log","*","nodes"]: if '*' is present, must not specify other resources without subresources`,
        'spec.matchConstraints.resourceRules[0].scope: Unsupported value: "Galaxy": supported values: "*", "Cluster", "Namespaced"',
      ],
    ],
    [
      'expressions that do not compile',
      {
        variables: [{ name: 'bad', expression: 'object.x ==' }],
        validations: [{ expression: 'object.spec', messageExpression: '1' }],
        auditAnnotations: [{ key: 'a', valueExpression: ' 1 ' }],
      },
      [
        expect.stringMatching(
          /^spec\.variables\[0\]\.expression: Invalid value: "object\.x ==": compilation failed: ERROR: <input>:1:12: Syntax error/,
        ),
        'spec.validations[0].expression: Invalid value: "object.spec": must evaluate to bool but got dyn',
        'spec.validations[0].messageExpression: Invalid value: "1": must evaluate to string but got int',
        'spec.auditAnnotations[0].valueExpression: Invalid value: " 1 ": must evaluate to one of [string null_type] but got int',
      ],
    ],
    [
      'variables that are used before their declaration, or have no valid name',
      {
        variables: [
          { name: 'a', expression: 'variables.b' },
          { name: 'b', expression: '1' },
          { name: 'if', expression: '1' },
          { name: ' ', expression: ' ' },
        ],
      },
      [
        expect.stringContaining("undefined field 'b'"),
        'spec.variables[2].name: Invalid value: "if": name is not a valid CEL identifier',
        'spec.variables[3].name: Required value: name is not specified',
        'spec.variables[3].expression: Required value: expression is not specified',
      ],
    ],
    [
      'parameters that are read without a kind',
      { validations: [{ expression: 'params.x == 1' }] },
      [expect.stringContaining("undeclared reference to 'params'")],
    ],
    [
      'an authorizer in a message, and invalid messages',
      {
        validations: [
          { expression: 'true', messageExpression: 'authorizer.path("/").check("get").reason()' },
          { expression: ' ', message: ' ', messageExpression: ' ' },
          { expression: 'true', message: 'two\nlines', reason: 'Conflict' },
        ],
      },
      [
        expect.stringContaining("undeclared reference to 'authorizer'"),
        'spec.validations[1].expression: Required value: expression is not specified',
        'spec.validations[1].messageExpression: Invalid value: " ": must be non-empty if specified',
        'spec.validations[1].message: Invalid value: " ": message must be non-empty if specified',
        'spec.validations[2].message: Invalid value: "two\\nlines": message must not contain line breaks',
        'spec.validations[2].reason: Unsupported value: "Conflict": supported values: "Forbidden", "Invalid", "RequestEntityTooLarge"',
      ],
    ],
    [
      'annotations without a valid or unique key',
      {
        validations: [],
        auditAnnotations: [
          { key: '', valueExpression: '' },
          { key: 'a', valueExpression: 'null' },
          { key: 'a', valueExpression: `"${'x'.repeat(5 * 1024)}"` },
        ],
      },
      [
        'spec.auditAnnotations[0].key: Invalid value: "replicas.example.com/": name part must be non-empty',
        expect.stringContaining(
          'spec.auditAnnotations[0].key: Invalid value: "replicas.example.com/": name part must consist of',
        ),
        'spec.auditAnnotations[0].valueExpression: Required value: valueExpression is not specified',
        'spec.auditAnnotations[2].valueExpression: Required value: must not exceed 5120 bytes in length',
        'spec.auditAnnotations[2].key: Duplicate value: "a"',
      ],
    ],
    [
      'match conditions without names or with too many entries',
      {
        matchConditions: [
          ...Array.from({ length: 63 }, (_, index) => ({ name: `c${index}`, expression: 'true' })),
          { name: 'c0', expression: ' ' },
          { name: '', expression: 'variables.a' },
        ],
      },
      [
        'spec.matchConditions: Too many: 65: must have at most 64 items',
        'spec.matchConditions[63].expression: Required value',
        'spec.matchConditions[63].name: Duplicate value: "c0"',
        expect.stringContaining("undeclared reference to 'variables'"),
        'spec.matchConditions[64].name: Required value',
      ],
    ],
    ...(
      [
        ['', 'spec.paramKind.apiVersion: Required value'],
        ['a/b/c', 'spec.paramKind.apiVersion: Invalid value: "a/b/c": unexpected GroupVersion string: a/b/c'],
        ['/', 'spec.paramKind.apiVersion: Invalid value: "/": version must be specified'],
      ] as const
    ).map(([apiVersion, error]): [string, Fields, readonly string[]] => [
      `the parameters' version ${apiVersion}`,
      { paramKind: { apiVersion, kind: 'ConfigMap' } },
      [error],
    ]),
  ])('%s', async (_, spec, expected) =>
    expect(shown(await validateValidatingPolicy(validating(spec)))).toEqual(expected),
  );

  it('ignores match conditions that an update does not change', async () => {
    const spec = { matchConditions: [{ name: 'a', expression: 'nothing' }] };
    expect(await validateValidatingPolicy(validating(spec))).toHaveLength(1);
    expect(await validateValidatingPolicy(validating({ ...spec, failurePolicy: 'Ignore' }), validating(spec))).toEqual(
      [],
    );
    const other = validating({ ...spec, paramKind: { apiVersion: 'v1', kind: 'ConfigMap' } });
    expect(await validateValidatingPolicy(other, validating(spec))).toHaveLength(1);
  });
});

describe('validateMutatingPolicy', () => {
  it.each<[string, Fields, readonly string[]]>([
    ['an apply configuration', {}, []],
    [
      'a JSON patch',
      { mutations: [{ patchType: 'JSONPatch', jsonPatch: { expression: '[JSONPatch{op: "remove", path: "/a"}]' } }] },
      [],
    ],
    [
      'no mutations and no reinvocation policy',
      { mutations: [], reinvocationPolicy: undefined },
      [
        'spec.mutations: Required value: mutations must contain at least one item',
        'spec.reinvocationPolicy: Required value',
      ],
    ],
    [
      'DELETE',
      { matchConstraints: { ...constraints, resourceRules: [{ ...rule, operations: ['DELETE'] }] } },
      [
        'spec.matchConstraints.resourceRules.operations: Unsupported value: "DELETE": supported values: "*", "CONNECT", "CREATE", "UPDATE"',
      ],
    ],
    [
      'patches that do not fit their type',
      {
        mutations: [
          { patchType: 'StrategicMerge' },
          {},
          { patchType: 'JSONPatch', applyConfiguration: { expression: 'Object{}' } },
          { patchType: 'ApplyConfiguration', applyConfiguration: { expression: ' ' }, jsonPatch: { expression: '[]' } },
          { patchType: 'ApplyConfiguration', applyConfiguration: { expression: 'object' } },
        ],
        reinvocationPolicy: 'Always',
      },
      [
        'spec.mutations[0].patchType: Unsupported value: "StrategicMerge": supported values: "ApplyConfiguration", "JSONPatch"',
        'spec.mutations[1].patchType: Required value',
        'spec.mutations[2].jsonPatch: Required value: must be specified when patchType is JSONPatch',
        'spec.mutations[2].applyConfiguration: Invalid value: "{applyConfiguration}": must not be specified when patchType is JSONPatch',
        'spec.mutations[3].applyConfiguration.expression: Required value',
        'spec.mutations[3].jsonPatch: Invalid value: "{jsonPatch}": must not be specified when patchType is ApplyConfiguration',
        'spec.mutations[4].applyConfiguration.expression: Invalid value: "object": must evaluate to Object but got dyn',
        'spec.reinvocationPolicy: Unsupported value: "Always": supported values: "IfNeeded", "Never"',
      ],
    ],
  ])('%s', async (_, spec, expected) => expect(shown(await validateMutatingPolicy(mutating(spec)))).toEqual(expected));
});

describe('a binding', () => {
  const bound = (spec: Fields) => ({ spec: { policyName: 'p', ...spec } });

  it.each<[string, Fields, readonly string[]]>([
    ['with one action', { validationActions: ['Deny'] }, []],
    [
      'without a policy and actions',
      { policyName: '', validationActions: [] },
      [
        'spec.policyName: Required value',
        'spec.validationActions: Required value: at least one validation action is required',
      ],
    ],
    [
      'with actions that exclude each other',
      { validationActions: ['Deny', 'Warn', 'Warn', 'Shout'] },
      [
        'spec.validationActions[2]: Duplicate value: "Warn"',
        'spec.validationActions[3]: Unsupported value: "Shout": supported values: "Audit", "Deny", "Warn"',
        'spec.validationActions: Invalid value: ["Deny","Warn","Warn","Shout"]: must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)',
      ],
    ],
    [
      'with a name and a selector of parameters',
      { validationActions: ['Audit'], paramRef: { name: 'a', selector: {}, parameterNotFoundAction: 'Allow' } },
      [
        'spec.paramRef.name: Forbidden: name and selector are mutually exclusive',
        'spec.paramRef.selector: Forbidden: name and selector are mutually exclusive',
      ],
    ],
    [
      'with an empty reference to parameters',
      { validationActions: ['Audit'], paramRef: {} },
      [
        'spec.paramRef: Required value: one of name or selector must be specified',
        'spec.paramRef.parameterNotFoundAction: Required value',
      ],
    ],
    [
      'with incomplete match resources',
      { validationActions: ['Audit'], matchResources: { matchPolicy: 'Exact', objectSelector: {} } },
      ['spec.matchResouces.namespaceSelector: Required value'],
    ],
  ])('%s', (_, spec, expected) =>
    expect(shown(validateValidatingBinding(bound(spec) as unknown as ValidatingAdmissionPolicyBinding))).toEqual(
      expected,
    ),
  );

  it('of a mutating policy must not match DELETE', () => {
    const matchResources = { ...constraints, resourceRules: [{ ...rule, operations: ['CREATE', 'DELETE'] }] };
    const binding = bound({ matchResources }) as unknown as MutatingAdmissionPolicyBinding;
    expect(shown(validateMutatingBinding(binding))).toEqual([
      'spec.matchResources.resourceRules.operations: Unsupported value: "DELETE": supported values: "*", "CONNECT", "CREATE", "UPDATE"',
    ]);
  });
});

it('validateValidatingPolicy checks the warnings in a status', async () => {
  const warnings = [
    { fieldRef: 'spec.validations[0].expression', warning: 'w' },
    { fieldRef: ' ', warning: '' },
  ];
  const status = { typeChecking: { expressionWarnings: warnings } };
  expect(shown(await validateValidatingPolicy({ status }, { status }, 'status'))).toEqual([
    'status.typeChecking.expressionWarnings[1].warning: Required value',
    'status.typeChecking.expressionWarnings[1].fieldRef: Required value',
  ]);
});
