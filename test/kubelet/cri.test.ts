/** containerd over CRI: the conformance kit of runtimes, and images from archives. */

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '@kubets/base';
import { runtimeConformance } from '@kubets/cri/conformance';
import { loadImage } from '@kubets/cri/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whyNoContainers } from '../harness.ts';
import { TestNode } from './node.ts';
import { writeShellImage } from './shell-image.ts';

const why = whyNoContainers();
if (why !== undefined) console.log(`skipped: containers cannot run here (${why})`);

describe.skipIf(why !== undefined)('containerd runtime', () => {
  let node: TestNode;
  beforeAll(async () => {
    node = await TestNode.start({ withKubelet: false });
  });
  afterAll(async () => {
    await node?.[Symbol.asyncDispose]();
  });

  let count = 0;
  it.each(runtimeConformance)('$name', async ({ run }) => {
    await run({
      runtime: node.runtime,
      image: 'docker.io/library/shell:1',
      command: ['sleep', '1000'],
      logDirectory: join(node.directory, 'conformance'),
      cgroupParent: `/kubets-${node.cluster}/conformance`,
      uid: () => `conformance-${count++}`,
    });
  });

  it('reports a file that is not an image archive', async () => {
    const target = {
      socket: node.containerd.socket,
      snapshotter: 'overlayfs' as const,
      runtime: node.runtime,
      clock: systemClock,
    };
    const junk = join(node.directory, 'junk.tar');
    writeFileSync(junk, 'this is not an archive');
    await expect(loadImage(target, junk)).rejects.toThrow(/is not an image archive/);
    await expect(loadImage(target, join(node.directory, 'none.tar'))).rejects.toThrow(/no such file/);
    const gz = join(node.directory, 'shell2.tar');
    await writeShellImage(gz, ['shell:2', 'kubets.local/other/shell:3'], 'app');
    execFileSync('gzip', [gz]);
    expect(await loadImage(target, `${gz}.gz`)).toEqual(['docker.io/library/shell:2', 'kubets.local/other/shell:3']);
    expect((await node.runtime.imageStatus('shell:2'))?.username).toBe('app');
  });
});
