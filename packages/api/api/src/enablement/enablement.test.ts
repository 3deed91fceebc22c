/** Which settings of --feature-gates and --runtime-config are accepted, and what they enable. */
import { describe, expect, it } from 'vitest';
import { builtinResources } from '../catalog.ts';
import { featureGates } from '../feature-gates.ts';
import { EnablementError, enabledFeatures, parseFeatureGates } from './feature-gate-settings.ts';
import { parseRuntimeConfig, servedResources } from './runtime-config.ts';

describe('feature gates', () => {
  it('have their defaults if nothing is set', () => {
    const { enabled, warnings } = enabledFeatures();
    expect(warnings).toEqual([]);
    expect([...enabled]).toEqual([...featureGates()].map(([name, gate]) => [name, gate.default]));
  });

  it.each([
    ['NoSuchGate=true', 'unrecognized feature gate: NoSuchGate'],
    [
      'InPlacePodVerticalScaling=false',
      'cannot set feature gate InPlacePodVerticalScaling to false, feature is locked to true',
    ],
    ['PodLevelResources', 'missing bool value for PodLevelResources'],
    ['PodLevelResources=yes', 'invalid value of PodLevelResources=yes: it must be true or false'],
    [
      'CrossNamespaceVolumeDataSource=true',
      'kubets does not implement the features of these gates: CrossNamespaceVolumeDataSource',
    ],
    ['WatchList=false', 'kubets cannot disable the features of these gates: WatchList'],
    [
      'ResourceHealthStatus=false',
      'ResourceHealthStatusMessage is enabled, but depends on features that are disabled: [ResourceHealthStatus]',
    ],
  ])('%s is refused', (text, message) => {
    expect(() => enabledFeatures(parseFeatureGates(text))).toThrow(EnablementError);
    expect(() => enabledFeatures(parseFeatureGates(text))).toThrow(message);
  });

  it('AllAlpha=true is refused, since kubets implements no alpha feature; AllAlpha=false is the default', () => {
    expect(() => enabledFeatures(parseFeatureGates('AllAlpha=true'))).toThrow('kubets does not implement');
    expect(enabledFeatures(parseFeatureGates('AllAlpha=false')).enabled).toEqual(enabledFeatures().enabled);
  });

  it('a gate of fields can be disabled', () => {
    const { enabled } = enabledFeatures(parseFeatureGates(' VolumeLimitScaling=false, EnvFiles = True'));
    expect([enabled.get('VolumeLimitScaling'), enabled.get('EnvFiles')]).toEqual([false, true]);
  });

  it('warns of gates that will be removed', () => {
    expect(enabledFeatures({ InPlacePodVerticalScaling: true }).warnings).toEqual([
      'Setting GA feature gate InPlacePodVerticalScaling=true. It will be removed in a future release.',
    ]);
  });
});

describe('runtime config', () => {
  const served = (text: string) =>
    servedResources(builtinResources(), parseRuntimeConfig(text)).definitions.map(
      ({ group, version, plural }) => `${group}/${version}/${plural}`,
    );
  const all = served('');

  it('changes nothing by default', () => {
    expect(all).toHaveLength(builtinResources().length);
    expect(served('api/ga=true')).toEqual(all);
  });

  it.each([
    ['batch/v1=false', ['batch/v1/jobs', 'batch/v1/cronjobs']],
    ['batch/v1/cronjobs=false', ['batch/v1/cronjobs']],
    ['batch/v1=false,batch/v1/jobs=true', ['batch/v1/cronjobs']],
  ])('%s disables %j', (text, gone) => {
    expect(all.filter((each) => !served(text).includes(each)).toSorted()).toEqual(gone.toSorted());
  });

  it.each([
    [
      'admissionregistration.k8s.io/v1beta1=true',
      [
        'admissionregistration.k8s.io/v1beta1/mutatingadmissionpolicies',
        'admissionregistration.k8s.io/v1beta1/mutatingadmissionpolicybindings',
      ],
    ],
    ['resource.k8s.io/v1beta2/deviceclasses', ['resource.k8s.io/v1beta2/deviceclasses']],
    ['storagemigration.k8s.io/v1beta1', ['storagemigration.k8s.io/v1beta1/storageversionmigrations']],
    [
      'api/beta=true,api/all=false,v1=true,storagemigration.k8s.io/v1beta1=false,certificates.k8s.io/v1beta1=false,resource.k8s.io/v1beta2=false',
      [
        'admissionregistration.k8s.io/v1beta1/mutatingadmissionpolicies',
        'admissionregistration.k8s.io/v1beta1/mutatingadmissionpolicybindings',
      ],
    ],
  ])('%s enables %j', (text, added) => {
    expect(served(text).filter((each) => !all.includes(each))).toEqual(added);
  });

  it.each([
    ['api/all=false', 'invalid runtime-config with only api/all=false'],
    ['api/beta=1', 'invalid value api/beta=1'],
    ['no.such/v1=true', 'unknown api groups no.such/v1'],
    ['batch/v7=true', 'group version batch/v7 that has not been registered'],
    ['batch/v1/Jobs=true', 'resource is always lowercase plural, not "Jobs"'],
    ['batch/v1=maybe', 'invalid value of batch/v1: maybe'],
    ['resource.k8s.io/v1beta1=true', 'kubets does not have these API versions: resource.k8s.io/v1beta1'],
  ])('%s is refused', (text, message) => {
    expect(() => served(text)).toThrow(message);
  });

  it('warns of APIs that kubets does not have in a set of versions', () => {
    const { warnings } = servedResources(builtinResources(), parseRuntimeConfig('api/beta=true'));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('certificates.k8s.io/v1beta1/podcertificaterequests');
    expect(warnings[0]).toContain('coordination.k8s.io/v1beta1');
  });
});
