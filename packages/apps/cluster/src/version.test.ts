/** The response of /version. */
import { currentRelease, minorOf } from '@kubets/api/releases';
import { expect, it } from 'vitest';
import { version, versionInfo } from './version.ts';

const minor = minorOf(currentRelease);

it('/version names the release of the program and the one that is emulated, as upstream', () => {
  expect(versionInfo()).toMatchObject({
    major: '1',
    minor: String(minor),
    emulationMajor: '1',
    emulationMinor: String(minor),
    minCompatibilityMajor: '1',
    minCompatibilityMinor: String(minor - 1),
  });
  expect(versionInfo('1.36')).toMatchObject({
    minor: String(minor),
    emulationMinor: '36',
    minCompatibilityMinor: '35',
  });
});

it('the version of the program is the one of the facts', () => {
  expect(version.kubernetes).toMatch(new RegExp(`^v1\\.${minor}\\.\\d+$`));
});
