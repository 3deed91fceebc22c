/** A shop with several processes in containers, managed with unmodified kubectl and helm through failures. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildImages } from '../../examples/shop/images/build.ts';
import { toolsDirectory } from '../../scripts/test-tools.ts';
import { Cluster, eventually, remains, run, sendSignal, whyNoContainers } from '../harness.ts';

const shop = resolve(import.meta.dirname, '../../examples/shop');
const why = whyNoContainers();
if (why !== undefined) console.log(`skipped: containers cannot run here (${why})`);

interface List {
  readonly items: readonly {
    readonly metadata: { readonly name: string; readonly uid: string };
    readonly status: {
      readonly podIP?: string;
      readonly phase?: string;
      readonly containerStatuses?: readonly {
        readonly restartCount: number;
        readonly containerID: string;
        readonly ready: boolean;
      }[];
    };
  }[];
}

/** The processes of a container, from its cgroup. The first is the main process. */
function processesOf(containerId: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cgroup`, 'utf8').includes(containerId);
      } catch {
        return false;
      }
    })
    .sort((a, b) => a - b);
}

describe.skipIf(why !== undefined)('shop on a real node', () => {
  let cluster: Cluster;
  const kubectl = (...args: readonly string[]): Promise<string> => cluster.kubectl('-n', 'shop', ...args);
  const pods = (app: string): Promise<List> => cluster.json<List>('-n', 'shop', 'get', 'pods', '-l', `app=${app}`);
  const clusterIp = (service: string): Promise<string> =>
    kubectl('get', 'service', service, '-o', 'jsonpath={.spec.clusterIP}');
  const curl = async (url: string, ...args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await run('curl', ['-sS', '--max-time', '5', '-f', ...args, url]);
    if (code !== 0) throw new Error(`curl ${url}: ${stderr}`);
    return stdout;
  };
  const rolledOut = (deployment: string): Promise<string> =>
    kubectl('rollout', 'status', `deployment/${deployment}`, '--timeout=120s');

  beforeAll(async () => {
    const archives = buildImages();
    cluster = await new Cluster().up();
    await cluster.kubets('image', 'load', ...archives);
  });

  afterAll(async () => {
    if (cluster === undefined) return;
    await cluster[Symbol.asyncDispose]();
    expect(remains(cluster)).toEqual([]);
  });

  it('lists the loaded images', async () => {
    const listed = await cluster.kubets('image', 'list');
    for (const image of ['shop/web:1', 'shop/api:1', 'shop/api:2', 'shop/redis:7', 'shop/tools:1'])
      expect(listed).toContain(`kubets.local/${image}`);
  });

  it('is applied and rolled out', async () => {
    await cluster.kubectl('apply', '-f', join(shop, 'manifests'));
    for (const deployment of ['redis', 'api', 'web']) await rolledOut(deployment);
    await kubectl('wait', '--for=condition=complete', 'job/seed', '--timeout=120s');
    const again = await cluster.kubectl('apply', '-f', join(shop, 'manifests'));
    // kubectl prints this for every Secret with stringData, because it never reads back what it sends.
    expect(again.replace('secret/redis configured\n', '')).not.toMatch(/configured|created/);
    expect((await cluster.tryKubectl(['diff', '-f', join(shop, 'manifests')])).code).toBe(0);
  });

  it('is reachable through ClusterIP, NodePort and port-forward', async () => {
    const ip = await clusterIp('web');
    expect(await curl(`http://${ip}/`)).toContain('Fresh fruit');
    expect(JSON.parse(await curl(`http://${ip}/api/products`))).toHaveLength(3);
    const node = await cluster.kubectl('get', 'nodes', '-o', 'jsonpath={.items[0].status.addresses[0].address}');
    expect(await curl(`http://${node}:30080/`)).toContain('Fresh fruit');
    const forward = spawn(join(toolsDirectory, 'kubectl'), ['-n', 'shop', 'port-forward', 'service/web', '18080:80'], {
      env: { ...process.env, ...cluster.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    try {
      expect(await eventually(() => curl('http://127.0.0.1:18080/'), 'port-forward')).toContain('Fresh fruit');
      const bodies = await Promise.all(Array.from({ length: 10 }, () => curl('http://127.0.0.1:18080/api/version')));
      for (const body of bodies) expect(JSON.parse(body).version).toBe('1');
    } finally {
      forward.kill();
    }
  });

  it('supports kubectl logs, exec and cp', async () => {
    await curl(`http://${await clusterIp('web')}/marker-for-logs`).catch(() => '');
    const logs = await kubectl('logs', '-l', 'app=web', '--tail=-1', '--prefix');
    expect(logs).toContain('marker-for-logs');
    expect((await kubectl('logs', 'deployment/api', '--tail=1')).split('\n')).toHaveLength(2);
    expect(await kubectl('logs', 'job/seed', '--timestamps')).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z .*PONG/m);
    const [pod] = (await pods('web')).items;
    const name = pod?.metadata.name ?? '';
    expect((await kubectl('exec', name, '--', 'cat', '/srv/web/index.html')).trim()).toContain('Fresh fruit');
    expect(await cluster.kubectlWith('through stdin\n', '-n', 'shop', 'exec', '-i', name, '--', 'cat')).toBe(
      'through stdin\n',
    );
    const failed = await cluster.tryKubectl([
      '-n',
      'shop',
      'exec',
      name,
      '--',
      'sh',
      '-c',
      'echo out; echo err >&2; exit 7',
    ]);
    expect(failed).toMatchObject({ code: 7, stdout: 'out\n' });
    expect(failed.stderr).toContain('err\n');
    const work = mkdtempSync(join(tmpdir(), 'kubets-cp-'));
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7) % 256));
    writeFileSync(join(work, 'there'), bytes);
    await kubectl('cp', join(work, 'there'), `${name}:/tmp/copied`);
    await kubectl('cp', `${name}:/tmp/copied`, join(work, 'back'));
    expect(readFileSync(join(work, 'back')).equals(bytes)).toBe(true);
  });

  it("gives an interactive session a terminal of the user's size", async () => {
    const [pod] = (await pods('web')).items;
    const session = `${join(toolsDirectory, 'kubectl')} -n shop exec -it ${pod?.metadata.name} -- sh`;
    const tty = await run('script', ['-qec', `stty rows 33 cols 99; ${session}`, '/dev/null'], {
      env: cluster.env,
      input: 'sleep 1; stty size; exit\n',
    });
    expect(tty.stdout).toMatch(/^33 99\r?$/m);
  });

  it('scales 3 → 10 → 2', async () => {
    await kubectl('scale', 'deployment/web', '--replicas=10');
    await rolledOut('web');
    expect((await pods('web')).items).toHaveLength(10);
    await kubectl('scale', 'deployment/web', '--replicas=2');
    await eventually(async () => (await pods('web')).items.length === 2 || undefined, 'two pods left');
    await kubectl('scale', 'deployment/web', '--replicas=3');
    await rolledOut('web');
  });

  it('rolls out a new version and rolls it back under load without a failed request', async () => {
    const ip = await clusterIp('api');
    const seen: string[] = [];
    const failures: string[] = [];
    let going = true;
    const client = async (): Promise<void> => {
      while (going) {
        await curl(`http://${ip}/version`).then(
          (body) => seen.push(JSON.parse(body).version),
          (error) => failures.push(String(error)),
        );
      }
    };
    const clients = [client(), client()];
    await kubectl('set', 'image', 'deployment/api', 'api=kubets.local/shop/api:2');
    await rolledOut('api');
    await kubectl('rollout', 'undo', 'deployment/api');
    await rolledOut('api');
    await eventually(
      () => seen.slice(-20).every((version) => version === '1') || undefined,
      'only the old version again',
    );
    going = false;
    await Promise.all(clients);
    expect(failures).toEqual([]);
    expect(new Set(seen)).toEqual(new Set(['1', '2']));
    expect(await kubectl('rollout', 'history', 'deployment/api')).toMatch(/3\s+/);
  });

  it('restarts a killed container, and replaces a deleted pod', async () => {
    const [before] = (await pods('redis')).items;
    const id = before?.status.containerStatuses?.[0]?.containerID.replace('containerd://', '') ?? '';
    const [victimProcess] = processesOf(id);
    expect(victimProcess).toBeGreaterThan(1);
    sendSignal(victimProcess, 'SIGKILL');
    await eventually(async () => {
      const [now] = (await pods('redis')).items;
      const [container] = now?.status.containerStatuses ?? [];
      return (container !== undefined && container.restartCount > 0 && container.ready) || undefined;
    }, 'a restarted container');
    const [victim] = (await pods('api')).items;
    await kubectl('delete', 'pod', victim?.metadata.name ?? '');
    await rolledOut('api');
    const names = (await pods('api')).items.map((each) => each.metadata.uid);
    expect(names).toHaveLength(2);
    expect(names).not.toContain(victim?.metadata.uid);
  });

  it('continues after kubets is killed during a rollout', async () => {
    const containers = async (app: string): Promise<readonly string[]> =>
      (await pods(app)).items
        .flatMap((each) => each.status.containerStatuses?.map((status) => status.containerID) ?? [])
        .sort();
    const [web, redis] = [await containers('web'), await containers('redis')];
    const ip = await clusterIp('web');
    await kubectl('set', 'image', 'deployment/api', 'api=kubets.local/shop/api:2');
    await cluster.end('SIGKILL');
    // No process of kubets runs, and the shop still responds.
    expect(await curl(`http://${ip}/`)).toContain('Fresh fruit');
    await cluster.up();
    await rolledOut('api');
    // A rollout is complete when the old pods are terminating. Their endpoints are removed a moment later.
    await eventually(
      async () => JSON.parse(await curl(`http://${ip}/api/version`)).version === '2' || undefined,
      'the new version answers',
    );
    expect(await containers('web')).toEqual(web);
    expect(await containers('redis')).toEqual(redis);
  });

  it('is deleted with all its objects', async () => {
    await cluster.kubectl('delete', '-f', join(shop, 'manifests'), '--timeout=120s');
    expect((await cluster.tryKubectl(['get', 'namespace', 'shop'])).stderr).toContain('namespaces "shop" not found');
    const left = await cluster.json<List>('get', 'pods', '-A');
    expect(left.items).toEqual([]);
  });

  it('is installed, upgraded, rolled back and uninstalled as a Helm chart', async () => {
    const chart = join(shop, 'chart');
    await cluster.helm('install', 'fruit', chart, '-n', 'shop', '--create-namespace', '--wait', '--timeout', '3m');
    const node = await cluster.kubectl('get', 'nodes', '-o', 'jsonpath={.items[0].status.addresses[0].address}');
    // Endpoints follow the status of a rollout a moment later.
    const answers = (version: string): Promise<unknown> =>
      eventually(
        async () => {
          const body = JSON.parse(await curl(`http://${node}:30081/api/version`));
          return body.version === version || undefined;
        },
        `version ${version}`,
        15,
      );
    await answers('1');
    await cluster.helm(
      'upgrade',
      'fruit',
      chart,
      '-n',
      'shop',
      '--set',
      'api.version=2,web.replicas=1',
      '--wait',
      '--timeout',
      '3m',
    );
    await answers('2');
    expect((await pods('web')).items).toHaveLength(1);
    await cluster.helm('rollback', 'fruit', '1', '-n', 'shop', '--wait', '--timeout', '3m');
    await answers('1');
    expect(await cluster.helm('history', 'fruit', '-n', 'shop')).toMatch(/Rollback to 1/);
    await cluster.helm('uninstall', 'fruit', '-n', 'shop', '--wait', '--timeout', '3m');
    await eventually(
      async () => (await cluster.json<List>('-n', 'shop', 'get', 'pods')).items.length === 0 || undefined,
      'no pods left',
    );
  });
});
