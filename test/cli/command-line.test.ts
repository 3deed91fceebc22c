/** The command line: help and errors. No cluster is created. */
import { describe, expect, it } from 'vitest';
import { program, run } from '../harness.ts';
import { complaint, freshName, Home, kubets } from './command.ts';

const commands = [
  ...['up', 'down', 'status', 'kubeconfig', 'image', 'image load', 'image list', 'version'],
  ...['snapshot', 'snapshot save', 'snapshot restore', 'snapshot status', 'defrag', 'token', 'token create'],
];

describe('help', () => {
  it.each(['', ...commands])('kubets %s --help prints the usage and every option', async (command) => {
    const words = command.split(' ').filter((word) => word !== '');
    const { code, stdout, stderr } = await kubets([...words, '--help']);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toContain(`Usage: ${['kubets', ...words].join(' ')}`);
    expect(stdout).toContain('-h, --help');
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(110);
  });

  it('lists every command when none is given, without an error', async () => {
    const { code, stdout } = await kubets([]);
    expect(code).toBe(0);
    for (const command of ['up', 'down', 'status', 'kubeconfig', 'image', 'snapshot', 'defrag', 'token', 'version'])
      expect(stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'));
    const image = await kubets(['image']);
    expect(image.code).toBe(0);
    expect(image.stdout).toContain('kubets image load web.tar');
  });

  it('of up describes every option, its default, and how to stop', async () => {
    const { stdout } = await kubets(['up', '--help']);
    for (const option of [
      '--data-dir',
      '--port',
      '--bind',
      '--store',
      '--history',
      '--quota',
      '--nodes',
      '--runtime',
      '--cri-socket',
      '--kubeconfig',
      '--detach',
      '--install',
      '--name',
      '--advertise-address',
      '--join',
      '--token',
      '--token-file',
      '--ca-hash',
      '--pki',
    ])
      expect(stdout).toContain(`${option} `);
    expect(stdout).toContain('6443');
    expect(stdout).toMatch(/Ctrl-C stops the cluster/);
  });
});

describe('version', () => {
  it('prints the version of the program and of the API', async () => {
    expect((await kubets(['version'])).stdout).toMatch(/^kubets \d+\.\d+\.\d+\nKubernetes API v1\.37\.\d+\n$/);
    expect((await kubets(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('errors', () => {
  it.each([
    [['nope'], "error: unknown command 'nope'", 'kubets --help'],
    [['statsu'], '(Did you mean status?)', 'kubets --help'],
    [['--nope'], "error: unknown option '--nope'", 'kubets --help'],
    [['up', '--prot', '1'], '(Did you mean --port?)', 'kubets up --help'],
    [['up', 'extra'], "too many arguments for 'up'", 'kubets up --help'],
    [['up', '--port'], "option '--port <port>' argument missing", 'kubets up --help'],
    [['up', '--port', '0'], 'It must be an integer from 1 to 65535.', 'kubets up --help'],
    [['up', '--port', '70000'], 'It must be an integer from 1 to 65535.', 'kubets up --help'],
    [['up', '--port', '1e3'], "argument '1e3' is invalid", 'kubets up --help'],
    [['up', '--nodes', '-3'], 'It must be an integer from 0 to 10000.', 'kubets up --help'],
    [['up', '--runtime', 'docker'], 'Allowed choices are cri, simulated.', 'kubets up --help'],
    [['up', '--bind', 'nonsense'], 'It must be an IP address', 'kubets up --help'],
    [['up', '--log-level', 'loud'], 'Allowed choices are debug, info, warn, error, off.', 'kubets up --help'],
    [['token', 'create', '--ttl', '2d'], 'It must be a duration from 1s to 24h', 'kubets token create --help'],
    [['down', '--force'], "unknown option '--force'", 'kubets down --help'],
    [['image', 'nope'], "unknown command 'nope'", 'kubets image --help'],
    [['image', 'load'], "missing required argument 'file'", 'kubets image load --help'],
  ])('kubets %j prints: %s', async (args, message, help) => {
    const { code, stdout, stderr } = await kubets(args);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
    expect(stderr).toContain(`See '${help}'.`);
    expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(3);
  });

  it.each([
    [['up', '--name', 'Bad_Name'], 'invalid cluster name "Bad_Name"'],
    [['down', '--delete', '--name', '../../etc'], 'invalid cluster name "../../etc"'],
    [['status', '--name', `${'x'.repeat(41)}`], 'invalid cluster name'],
    [['up', '--nodes', '2', '--runtime', 'cri'], '--nodes 2 requires --runtime simulated'],
    [['up', '--nodes', '2', '--cri-socket', '/x'], '--cri-socket requires one node with real containers'],
    [['up', '--store', 'redis'], '--store must be lmdb, memory, or the URL of a server'],
    [['up', '--store', 'etcd://me:hidden@a:b'], "invalid store URL: 'a:b' is not host:port"],
    [['up', '--join', 'https://192.0.2.9:6443'], '--join needs --ca-hash sha256:'],
    [['up', '--join', 'https://192.0.2.9:6443', '--pki', '/x'], '--join and --pki exclude each other'],
    [['up', '--pki', '/dev'], '/dev does not contain ca.crt, ca.key, sa.key'],
    [['up', '--pki', '/dev', '--nodes', '1'], 'a control plane that joins another cannot run a node'],
    [['up', '--advertise-address', '127.0.0.1'], 'invalid --advertise-address: 127.0.0.1 is a loopback address'],
    [['up', '--advertise-address', '::ffff:127.0.0.1'], 'invalid --advertise-address: ::ffff:127.0.0.1 is a loopback'],
    [['up', '--advertise-address', '0.0.0.0'], 'invalid --advertise-address: 0.0.0.0 is unspecified'],
    [['up', '--advertise-address', '224.0.0.1'], 'invalid --advertise-address: 224.0.0.1 is a multicast address'],
    [['up', '--advertise-address', 'fe80::1'], 'invalid --advertise-address: fe80::1 is a link-local address'],
    [['token', 'create'], 'cluster '],
    [['up', '--data-dir', '/'], '/ is not empty and does not contain a cluster'],
  ])('kubets %j is one line: %s', async (args, message) => {
    using home = new Home();
    const ran = await home.kubets(...args, ...(args.includes('--name') ? [] : ['--name', freshName()]));
    expect(ran.code).toBe(1);
    expect(complaint(ran)).toContain(`error: ${message}`);
    expect(complaint(ran)).not.toContain('\n');
  });

  it('about clusters that do not exist say how to create one', async () => {
    using home = new Home();
    const name = freshName();
    const none = await home.kubets('status', '--name', name);
    expect([none.code, none.stdout]).toEqual([
      1,
      `Cluster ${name} does not exist. Create it with 'kubets up --name ${name}'.\n`,
    ]);
    for (const command of [['kubeconfig'], ['image', 'list'], ['image', 'load', '/nowhere.tar']]) {
      const ran = await home.kubets(...command, '--name', name);
      expect(ran.code).toBe(1);
      expect(ran.stderr).toMatch(new RegExp(`^error: .*'kubets up --name ${name}'\n$`));
    }
    const down = await home.kubets('down', '--delete', '--name', name);
    expect([down.code, down.stdout]).toEqual([0, `Cluster ${name} does not exist.\n`]);
  });
});

it.each(['20.20.2', '22.11.0'])('Node.js %s is refused in one line', async (version) => {
  const pretend = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`;
  const ran = await run(process.execPath, [
    '--import',
    `data:text/javascript,${encodeURIComponent(pretend)}`,
    program,
    'version',
  ]);
  expect(ran.code).toBe(1);
  expect(complaint(ran)).toBe(
    `error: kubets requires Node.js 22.12 or later, but this is Node.js ${version}: install a newer version`,
  );
});
