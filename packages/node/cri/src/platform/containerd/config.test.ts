/** Where containerd keeps its files, and what its configuration says. */
import { describe, expect, it } from 'vitest';
import { containerdConfig, containerdPaths } from './config.ts';

describe('the private containerd', () => {
  it('keeps sockets within the length that Linux allows', () => {
    expect(containerdPaths('/data', '/run/kubets/x').socket).toBe('/data/containerd.sock');
    expect(containerdPaths(`/${'d'.repeat(100)}`, '/run/kubets/x').socket).toBe('/run/kubets/x/containerd.sock');
  });

  it('configures containerd within its own directory, whatever that is called', () => {
    const config = containerdConfig(containerdPaths('/data "x"', '/run'), {
      sandboxImage: 'p:1',
      cniBinDir: '/b',
      cniConfDir: '/c',
      snapshotter: 'native',
      canLowerOomScore: false,
    });
    expect(config).toContain('root = "/data \\"x\\"/root"');
    expect(config).toContain('restrict_oom_score_adj = true');
    expect(config).toContain('"io.containerd.snapshotter.v1.overlayfs"]');
  });
});
