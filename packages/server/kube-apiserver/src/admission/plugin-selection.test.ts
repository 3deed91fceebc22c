/** Which plugins run, in which order, and how they are configured. */
import { describe, expect, it } from 'vitest';
import { AdmissionConfigurationError, readAdmissionConfiguration } from './admission-configuration.ts';
import { chooseAdmission } from './choose-admission.ts';
import { allPluginNames, defaultPluginNames, selectedPlugins, selectionProblems } from './plugin-selection.ts';

describe('selectedPlugins', () => {
  const names = (selection: Parameters<typeof selectedPlugins>[0]) =>
    selectedPlugins(selection).map(({ name }) => name);

  it('are the default ones in the order of upstream', () => {
    expect(names({})).toEqual(defaultPluginNames);
    expect(defaultPluginNames.join(', ')).toBe(
      'NamespaceLifecycle, LimitRanger, ServiceAccount, NodeRestriction, TaintNodesByCondition, PodSecurity, Priority, ' +
        'DefaultTolerationSeconds, DefaultStorageClass, StorageObjectInUseProtection, PodGroupProtection, ' +
        'PersistentVolumeClaimResize, RuntimeClass, CertificateApproval, CertificateSigning, ClusterTrustBundleAttest, ' +
        'CertificateSubjectRestriction, DefaultIngressClass, PodTopologyLabels, PodGroupWorkloadExists, ' +
        'NodeDeclaredFeatureValidator, JobValidation, PodResizeValidator, MutatingAdmissionPolicy, ' +
        'MutatingAdmissionWebhook, ValidatingAdmissionPolicy, ValidatingAdmissionWebhook, ResourceQuota',
    );
  });

  it('keep their order whatever the order of flags', () => {
    const found = names({
      enable: ['AlwaysDeny', 'NamespaceExists', 'AlwaysAdmit'],
      disable: ['Priority', 'LimitRanger'],
    });
    expect(found.slice(0, 3)).toEqual(['AlwaysAdmit', 'NamespaceLifecycle', 'NamespaceExists']);
    expect(found.at(-1)).toBe('AlwaysDeny');
    expect(found).not.toContain('Priority');
    expect(found).not.toContain('LimitRanger');
  });
});

it.each([
  [{ enable: ['x'] }, ['enable-admission-plugins plugin "x" is unknown']],
  [{ disable: ['y'] }, ['disable-admission-plugins plugin "y" is unknown']],
  [
    { enable: ['Priority', 'LimitRanger'], disable: ['Priority', 'LimitRanger'] },
    ['[LimitRanger Priority] in enable-admission-plugins and disable-admission-plugins overlapped'],
  ],
  [{ enable: ['AlwaysPullImages'], disable: ['PodSecurity'] }, []],
])('selectionProblems of %j are %j', (selection, problems) => {
  expect(selectionProblems(selection)).toEqual(problems);
});

it('there are 41 plugins', () => {
  expect(allPluginNames).toHaveLength(41);
  expect(new Set(allPluginNames).size).toBe(41);
});

describe('readAdmissionConfiguration', () => {
  const files: Readonly<Record<string, string>> = { 'limits.yaml': 'kind: Configuration\nlimits: []\n' };
  const read = (text: string) =>
    readAdmissionConfiguration(text, 'admission.yaml', (path) => {
      const content = files[path];
      if (content === undefined) throw new AdmissionConfigurationError(`no file ${path}`);
      return content;
    });

  it('contains configurations inline or in files', () => {
    const found = read(`
apiVersion: apiserver.config.k8s.io/v1
kind: AdmissionConfiguration
plugins:
- name: PodSecurity
  configuration:
    kind: PodSecurityConfiguration
  path: ignored.yaml
- name: EventRateLimit
  path: limits.yaml
- name: PodSecurity
  configuration: {kind: Other}
`);
    expect([...found]).toEqual([
      ['PodSecurity', { kind: 'PodSecurityConfiguration' }],
      ['EventRateLimit', { kind: 'Configuration', limits: [] }],
    ]);
  });

  it('can be the file of one plugin, as before there was an AdmissionConfiguration', () => {
    const text = 'podNodeSelectorPluginConfig:\n  clusterDefaultNodeSelector: a=b\n';
    expect([...read(text).keys()]).toEqual(['PodNodeSelector']);
  });

  it.each([
    ['{', 'admission.yaml'],
    ['a', 'admission.yaml must contain an object'],
    ['kind: Pod', 'no kind "Pod" is registered for version ""'],
    ['apiVersion: apiserver.config.k8s.io/v1\nkind: AdmissionConfiguration\nplugin: []', 'unknown field "plugin"'],
    [
      'apiVersion: apiserver.config.k8s.io/v1\nkind: AdmissionConfiguration\nplugins: [{}]',
      'plugins[0].name is required',
    ],
    [
      'apiVersion: apiserver.config.k8s.io/v1\nkind: AdmissionConfiguration\nplugins: [{name: a, path: b}]',
      'no file b',
    ],
  ])('%j is refused: %s', (text, message) => {
    expect(() => read(text)).toThrow(message);
    expect(() => read(text)).toThrow(AdmissionConfigurationError);
  });
});

describe('chooseAdmission', () => {
  const choose = (name: string, configuration: unknown, enable: readonly string[] = [name]) => {
    const warnings: string[] = [];
    chooseAdmission({ enable, configurations: new Map([[name, configuration]]) }, (message) => warnings.push(message));
    return warnings;
  };
  const eventLimits = (...limits: readonly object[]) => ({
    apiVersion: 'eventratelimit.admission.k8s.io/v1alpha1',
    kind: 'Configuration',
    limits,
  });
  const security = { apiVersion: 'pod-security.admission.config.k8s.io/v1', kind: 'PodSecurityConfiguration' };

  it.each<[string, unknown, string]>([
    ['PodSecurity', { kind: 'X' }, 'no kind "X" is registered for version ""; use kind PodSecurityConfiguration of'],
    [
      'PodSecurity',
      { ...security, default: {} },
      'configuration of admission plugin PodSecurity: unknown field "default"',
    ],
    [
      'PodSecurity',
      { ...security, defaults: { enforce: 'x' } },
      'defaults.enforce: Invalid value: "x": must be one of',
    ],
    ['PodSecurity', { ...security, exemptions: { usernames: 'a' } }, 'exemptions.usernames must be a list of strings'],
    ['EventRateLimit', eventLimits(), 'limits: Invalid value: []: must not be empty'],
    [
      'EventRateLimit',
      eventLimits({ type: 'Server', qps: 0, burst: 1 }, { type: 'Pod', qps: 1, burst: 1, cacheSize: -1 }),
      'limits[0].qps: Invalid value: 0: must be positive, limits[1].type: Unsupported value: "Pod": supported values: "Server", "Namespace", "User", "SourceAndObject", limits[1].cacheSize: Invalid value: -1: must not be negative',
    ],
    ['EventRateLimit', eventLimits({ type: 'Server', qps: '1', burst: 1 }), 'must be a whole number'],
    ['PodNodeSelector', { podNodeSelectorPluginConfig: { a: 'b=c=d' } }, 'a: invalid selector: "b=c=d"'],
    [
      'PodTolerationRestriction',
      {
        apiVersion: 'podtolerationrestriction.admission.k8s.io/v1alpha1',
        kind: 'Configuration',
        default: [{ key: 1 }],
      },
      'default must be a list of at most 500 tolerations',
    ],
  ])('refuses an invalid configuration of %s', (name, configuration, message) => {
    expect(() => choose(name, configuration)).toThrow(message);
    expect(() => choose(name, configuration)).toThrow(AdmissionConfigurationError);
  });

  it('refuses EventRateLimit without a configuration', () => {
    expect(() => chooseAdmission({ enable: ['EventRateLimit'] }, () => undefined)).toThrow('needs a configuration');
  });

  it.each(['MutatingAdmissionWebhook', 'ValidatingAdmissionWebhook'])(
    'refuses a configuration of %s, which it could not honor',
    (name) => {
      expect(() => choose(name, {}, [])).toThrow(`a configuration of admission plugin ${name} is not implemented`);
    },
  );

  it('warns of configurations without effect', () => {
    expect(choose('Priority', {}, [])).toEqual(['admission plugin Priority takes no configuration']);
    expect(choose('PodNodeSelector', {}, [])).toEqual([
      'admission plugin PodNodeSelector has a configuration, but is not enabled',
    ]);
  });
});
