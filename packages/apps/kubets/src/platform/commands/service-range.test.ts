/** The option --service-cluster-ip-range. */
import { expect, test } from 'vitest';
import { serviceRangeWarning, serviceSettingsOf } from './service-range.ts';

test.each([
  ['10.96.0.0/16', '10.96.0.0/16', '10.96.0.1', '10.96.0.10'],
  ['fd00:10:96::/112', 'fd00:10:96::/112', 'fd00:10:96::1', 'fd00:10:96::a'],
  ['10.96.0.0/16,fd00::/112', '10.96.0.0/16,fd00::/112', '10.96.0.1', '10.96.0.10'],
  ['fd00::5/112, 10.96.0.0/16', 'fd00::/112,10.96.0.0/16', 'fd00::1', 'fd00::a'],
])('%s is accepted', (text, serviceCidr, apiServiceIp, dnsServiceIp) => {
  expect(serviceSettingsOf(text)).toEqual({ serviceCidr, apiServiceIp, dnsServiceIp });
});

test.each(['', 'x', '10.96.0.0/29', '10.96.0.0/16,10.97.0.0/16', 'fd00::/48', '10.96.0.0/16,fd00::/112,'])(
  '%j is refused',
  (text) => {
    expect(() => serviceSettingsOf(text)).toThrow(/^invalid --service-cluster-ip-range: /);
  },
);

test('a range that pods cannot reach returns a warning', () => {
  const settings = { apiServiceIp: '', dnsServiceIp: '' };
  expect(serviceRangeWarning({ ...settings, serviceCidr: '10.96.0.0/16' })).toBeUndefined();
  expect(serviceRangeWarning({ ...settings, serviceCidr: '10.96.0.0/16,fd00::/112' })).toContain(
    'pods cannot reach them',
  );
});
