/** The module file of the program that prints facts. */
import { expect, it } from 'vitest';
import { goModuleText } from './go-module.ts';

it('names the published versions of the libraries that upstream takes from its own folders', () => {
  const text = goModuleText('1.37.2', {
    Go: '1.26.0',
    Require: [
      { Path: 'k8s.io/api', Version: 'v0.0.0' },
      { Path: 'k8s.io/klog/v2', Version: 'v2.140.0' },
    ],
    Replace: [{ Old: { Path: 'k8s.io/api' } }],
  });
  expect(text.split('\n')).toEqual([
    'module facts',
    'go 1.26.0',
    'require (',
    '\tk8s.io/kubernetes v1.37.2',
    '\tk8s.io/api v0.37.2',
    '\tk8s.io/klog/v2 v2.140.0',
    ')',
    'replace (',
    '\tk8s.io/api => k8s.io/api v0.37.2',
    ')',
    '',
  ]);
});
