/** Estimated and actual costs, compared with upstream's tables. */
import { compileRe2 } from '@kubets/machinery/patterns';
import { describe, expect, it } from 'vitest';
import { authorizerType, CelAuthorizer } from './authorizer-library.ts';
import { costCases } from './cost-cases.testing.ts';
import { jsonPatchLibrary, kubernetesCel } from './kubernetes-environment.ts';

const environment = kubernetesCel({
  compilePattern: compileRe2,
  libraries: [jsonPatchLibrary],
  variables: { authorizer: authorizerType },
  mixedLiterals: true,
  optimize: false,
});
const authorizer = new CelAuthorizer(() => ({ allowed: true }));

describe("estimated and actual costs of upstream's test expressions", () => {
  it.each(costCases)('%s', (expr, min, max, actual) => {
    const program = environment.compile(expr);
    const outcome = program.evaluate({ authorizer }, { costLimit: 1e9 });
    expect({ estimate: program.estimateCost(), actual: outcome.cost }).toEqual({ estimate: { min, max }, actual });
  });
});
