/**
 * The go.mod of the program that prints the facts of a release. The module k8s.io/kubernetes takes the libraries of its own
 * repository from a folder beside it; a program that imports it must name their published versions.
 */

/** The parts of `go mod edit -json` that are read. */
export interface GoModule {
  readonly Go: string;
  readonly Require: readonly { readonly Path: string; readonly Version: string }[];
  readonly Replace: readonly { readonly Old: { readonly Path: string } }[];
}

/** The text of go.mod for a release (`1.37.2`), from the module file of k8s.io/kubernetes of that release. */
export function goModuleText(release: string, upstream: GoModule): string {
  // Release 1.37.2 of Kubernetes contains version 0.37.2 of its libraries.
  const library = `v0${release.slice(release.indexOf('.'))}`;
  const libraries = new Set(upstream.Replace.map(({ Old }) => Old.Path));
  const requires = upstream.Require.map(({ Path, Version }) => `\t${Path} ${libraries.has(Path) ? library : Version}`);
  return [
    'module facts',
    `go ${upstream.Go}`,
    'require (',
    `\tk8s.io/kubernetes v${release}`,
    ...requires,
    ')',
    'replace (',
    ...[...libraries].map((path) => `\t${path} => ${path} ${library}`),
    ')',
    '',
  ].join('\n');
}
