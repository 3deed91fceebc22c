/** Example of the package: reading and writing of YAML manifests. */
import { expect, it } from 'vitest';
import { decodeYaml, encodeYaml } from './yaml/index.ts';

it('decodeYaml reads the documents of a manifest, and encodeYaml writes one', () => {
  const [first, second] = decodeYaml(
    'kind: Pod\nspec: {hostNetwork: true}\n---\nkind: Service\nspec: {ports: [{port: 80}]}\n',
  );
  expect(first).toEqual({ kind: 'Pod', spec: { hostNetwork: true } });
  expect(encodeYaml(second)).toBe('kind: Service\nspec:\n  ports:\n  - port: 80\n');
});
