/** The environment of Kubernetes 1.36: its libraries and their versions. */
import { type CompilePattern, compileRe2 } from '@kubets/machinery/patterns';
import { authorizerLibrary } from './authorizer-library.ts';
import { CelEnvironment, type CelEnvironmentOptions } from './environment.ts';
import { formatLibrary } from './format-library.ts';
import { type Library, overload } from './functions.ts';
import { kubernetesLists, listsExtension, optionalLists, sets } from './list-libraries.ts';
import { cidrLibrary, ipLibrary } from './network-libraries.ts';
import { optionalTypes, twoVariableComprehensions } from './optional-library.ts';
import { quantityLibrary } from './quantity-library.ts';
import { regexLibrary } from './regex-library.ts';
import { semverLibrary } from './semver-library.ts';
import { stringLibrary } from './string-library.ts';
import { urlLibrary } from './url-library.ts';

/** `jsonpatch.escapeKey(…)`, which only mutating policies have. */
export const jsonPatchLibrary: Library = {
  'jsonpatch.escapeKey': [
    overload('string_jsonpatch_escapeKey_string', '(string) string', (key: string) =>
      key.replaceAll(/[~/]/g, (each) => (each === '/' ? '~1' : '~0')),
    ),
  ],
};

/** The libraries of all expressions in Kubernetes. */
export function kubernetesLibraries(compilePattern: CompilePattern): readonly Library[] {
  return [
    regexLibrary(compilePattern),
    urlLibrary,
    kubernetesLists,
    authorizerLibrary,
    optionalTypes,
    optionalLists,
    quantityLibrary,
    stringLibrary,
    sets,
    ipLibrary,
    cidrLibrary,
    formatLibrary,
    twoVariableComprehensions,
    semverLibrary,
    listsExtension,
  ];
}

export interface KubernetesCelOptions extends CelEnvironmentOptions {
  /** A linear-time engine with RE2's syntax. Default: {@link compileRe2}. */
  readonly compilePattern?: CompilePattern;
}

/** An environment with Kubernetes' libraries and the variables and types given. Create it once for many expressions. */
export function kubernetesCel({ compilePattern = compileRe2, ...options }: KubernetesCelOptions = {}): CelEnvironment {
  const libraries = [...kubernetesLibraries(compilePattern), ...(options.libraries ?? [])];
  return new CelEnvironment({ ...options, compilePattern, libraries });
}
