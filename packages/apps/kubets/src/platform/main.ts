/** The program: parses the command line and runs a command. The code of a command is loaded only when it runs. */
import { currentRelease, oldestRelease } from '@kubets/api/releases';
import { version } from '@kubets/cluster/version';
import { Command, CommanderError, Option } from 'commander';
import { commandError } from './command-error.ts';
import { historyDuration, quotaBytes } from './commands/store-options.ts';
import { durationSeconds, emulatedRelease, integerOption, ipAddress, nameList } from './commands/up-options.ts';
import { secretVariables } from './commands/up-secrets.ts';
import { print } from './progress.ts';

const nameOption = (): Option =>
  new Option('--name <name>', 'name of the cluster').default('kubets').env('KUBETS_NAME');

const examples = {
  up: `
Examples:
  # Start a cluster; its API listens on https://127.0.0.1:6443
  kubets up

  # Install the Debian packages that containers need, then start the cluster in the background
  kubets up --install --detach

  # Start 1000 simulated nodes and keep nothing on disk
  kubets up --runtime simulated --nodes 1000 --store memory

  # Start a second cluster
  kubets up --name staging

  # Start the first of several control planes on one etcd, and print the command that joins the others
  kubets up --store 'etcd://10.0.0.1:2379,10.0.0.2:2379,10.0.0.3:2379?cacert=ca.pem&cert=own.pem&key=own.key'
  kubets token create

Ctrl-C stops the cluster and all of its containers. SIGTERM stops only kubets: containers keep running, and
the next 'kubets up' adopts them. If kubets crashes, it is restarted and adopts them, too.`,
  snapshot: `
Examples:
  # Save a running or stopped cluster
  kubets snapshot save backup.snapshot

  # Create another cluster from the snapshot
  kubets snapshot restore backup.snapshot --name copy && kubets up --name copy

  # Migrate it to etcd
  kubets snapshot restore backup.snapshot --store etcd://10.0.0.1:2379,10.0.0.2:2379,10.0.0.3:2379`,
  image: `
Examples:
  # Load a local image into the cluster's node
  docker save shop/web:1 -o web.tar && kubets image load web.tar`,
};

function addJoinOptions(command: Command): Command {
  return command
    .option('--join <url>', 'join the control plane at this URL; use the command that `kubets token create` prints')
    .addOption(new Option('--token <token>', 'token for --join').env(secretVariables.token))
    .option('--token-file <file>', 'file that contains the token for --join')
    .option('--ca-hash <hash>', "hash of the cluster's certificate authority, sha256:…")
    .option('--pki <directory>', "join with --store and a copy of the first control plane's pki directory");
}

function addNodeOptions(command: Command): Command {
  return command
    .option(
      '--nodes <count>',
      'number of nodes; more than one requires --runtime simulated (default: 1, or 0 with --join)',
      integerOption(0, 10_000),
    )
    .addOption(
      new Option(
        '--runtime <kind>',
        'cri runs real containers, simulated runs none (default: cri if the machine supports it)',
      ).choices(['cri', 'simulated']),
    )
    .option(
      '--http-workers <count>',
      'number of threads for TLS and HTTP (default: 0, or up to 1 under load with more than two processors)',
      integerOption(0, 64),
    )
    .option(
      '--emulated-version <version>',
      `release of Kubernetes to emulate, from ${oldestRelease} to ${currentRelease}: its resources and feature gates (default: ${currentRelease})`,
      emulatedRelease,
    )
    .option(
      '--feature-gates <gates>',
      'feature gates of Kubernetes that do not have their default, for example VolumeLimitScaling=false',
    )
    .option(
      '--runtime-config <versions>',
      'API versions and resources to enable or disable, for example resource.k8s.io/v1beta2=true,batch/v1/cronjobs=false',
    )
    .option('--cri-socket <path>', 'socket of a container runtime to use instead of a private containerd');
}

function addAdmissionOptions(command: Command): Command {
  return command
    .option(
      '--enable-admission-plugins <names>',
      'admission plugins to enable besides the default ones, separated by commas; their order does not matter',
      nameList,
    )
    .option(
      '--disable-admission-plugins <names>',
      'admission plugins to disable although they are enabled by default, separated by commas',
      nameList,
    )
    .option('--admission-control-config-file <file>', 'file with an AdmissionConfiguration');
}

function addUp(program: Command): void {
  const up = program
    .command('up')
    .description('Start a cluster and wait until it is ready')
    .addOption(nameOption())
    .option(
      '--data-dir <directory>',
      'directory for all data of the cluster (default: /var/lib/kubets/NAME, or a directory in ~/.local/share)',
    )
    .option('--port <port>', 'port of the API server (default: 6443)', integerOption(1, 65_535))
    .option(
      '--bind <address>',
      'address the API server listens on; 0.0.0.0 exposes it to the network (default: 127.0.0.1)',
      ipAddress,
    )
    .option(
      '--advertise-address <address>',
      'address at which other machines reach the API server (default: the first address of the host)',
      ipAddress,
    )
    .option(
      '--service-cluster-ip-range <ranges>',
      'range of cluster IPs, or one of each IP family, separated by a comma; the first is the primary one (default: 10.96.0.0/16)',
    )
    .addOption(
      new Option(
        '--store <engine>',
        'where objects are stored: lmdb, memory, or the URL of a server, which control planes can share (default: lmdb)',
      ).env(secretVariables.store),
    )
    .option(
      '--history <duration>',
      'how long past revisions can be read, for example 24h (default: 5m)',
      historyDuration,
    )
    .option('--quota <size>', 'maximum size of the embedded store, for example 8Gi (default: 2Gi)', quotaBytes);
  addAdmissionOptions(addNodeOptions(addJoinOptions(up)))
    .option('--kubeconfig <file>', 'kubeconfig to add the cluster to (default: $KUBECONFIG or ~/.kube/config)')
    .option('--detach', 'run in the background, and return when the cluster is ready')
    .option('--no-restart', 'do not restart kubets if it crashes; use this under a service manager')
    .addOption(
      new Option(
        '--install [mode]',
        'first install the packages that real containers need; auto: only as root on Debian',
      )
        .choices(['yes', 'auto'])
        .preset('yes'),
    )
    .addOption(
      new Option('--log-level <level>', 'minimum level of log messages on stderr')
        .choices(['debug', 'info', 'warn', 'error', 'off'])
        .default('off'),
    )
    .addHelpText('after', examples.up)
    .action(async (flags) => (await import('./commands/up.ts')).up(flags));
}

function addStoreCommands(program: Command): void {
  const snapshot = program
    .command('snapshot')
    .description('Save the store of a cluster to a file, and restore it')
    .addHelpText('after', examples.snapshot);
  snapshot
    .command('save')
    .description('Save a consistent snapshot; the cluster can be running. The file contains all Secrets of the cluster')
    .argument('<file>', 'file to write; an existing file is replaced')
    .addOption(nameOption())
    .action(async (file, flags) => (await import('./commands/snapshot.ts')).snapshotSave(file, flags));
  snapshot
    .command('restore')
    .description('Restore a snapshot into a new or stopped cluster, or into a store given by its URL')
    .argument('<file>', 'snapshot file')
    .addOption(nameOption())
    .option('--data-dir <directory>', 'data directory of a new cluster')
    .option(
      '--store <url>',
      'store to restore into instead of a cluster: lmdb:DIRECTORY, etcd://…, mysql://… or postgres://…',
    )
    .option('--force', 'replace an existing store; an LMDB file is renamed, other stores are emptied')
    .action(async (file, flags) => (await import('./commands/snapshot.ts')).snapshotRestore(file, flags));
  snapshot
    .command('status')
    .description('Verify a snapshot, and show its hash, revision and size')
    .argument('<file>', 'snapshot file')
    .addOption(new Option('-o, --output <format>', 'output format').choices(['table', 'json']).default('table'))
    .action(async (file, flags) => (await import('./commands/snapshot.ts')).snapshotStatus(file, flags));
  program
    .command('defrag')
    .description('Return unused space of the store file to the file system; the cluster can be running')
    .addOption(nameOption())
    .option('--forget-history', 'first discard history: past revisions can no longer be read')
    .action(async (flags) => (await import('./commands/defrag.ts')).defrag(flags));
}

function addOthers(program: Command): void {
  program
    .command('down')
    .description('Stop a cluster and all of its containers')
    .addOption(nameOption())
    .option('--delete', 'also delete its data and its kubeconfig entry')
    .option('--kubeconfig <file>', 'kubeconfig to remove the cluster from (default: $KUBECONFIG or ~/.kube/config)')
    .action(async (flags) => (await import('./commands/down.ts')).down(flags));
  program
    .command('status')
    .description('Show the state of a cluster')
    .addOption(nameOption())
    .action(async (flags) => (await import('./commands/status.ts')).status(flags));
  program
    .command('kubeconfig')
    .description("Print the administrator's kubeconfig of a cluster")
    .addOption(nameOption())
    .action(async (flags) => (await import('./commands/kubeconfig.ts')).kubeconfig(flags));
  const token = program.command('token').description('Manage join tokens');
  token
    .command('create')
    .description('Create a token for another control plane, and print the command that joins it')
    .addOption(nameOption())
    .option('--ttl <duration>', 'how long the token is valid, for example 30m; at most 24h', durationSeconds, 7200)
    .action(async (flags) => (await import('./commands/token.ts')).tokenCreate(flags));
  const image = program
    .command('image')
    .description("Manage images on the cluster's node")
    .addHelpText('after', examples.image);
  image
    .command('load')
    .description('Load images from archives (docker-archive or OCI layout, optionally gzipped)')
    .argument('<file...>', 'image archives')
    .addOption(nameOption())
    .action(async (files, flags) => (await import('./commands/image.ts')).imageLoad(files, flags));
  image
    .command('list')
    .description("List the images on the cluster's node")
    .addOption(nameOption())
    .action(async (flags) => (await import('./commands/image.ts')).imageList(flags));
  program
    .command('version')
    .description('Print the versions of kubets and of the Kubernetes API it serves')
    .action(() => {
      print(`kubets ${version.kubets}\nKubernetes API ${version.kubernetes}`);
    });
}

/** Errors refer to the help of the command that failed. */
function pointToHelp(command: Command, path: string): void {
  command.showHelpAfterError(`See '${path} --help'.`);
  if (command.commands.length > 0) command.helpCommand('help [command]', 'show help for a command');
  for (const each of command.commands) pointToHelp(each, `${path} ${each.name()}`);
}

/** A command group that is called without a subcommand. It shows its help, as in kubectl. */
function loneGroup(program: Command, words: readonly string[]): Command | undefined {
  const command = words.reduce<Command | undefined>(
    (found, word) => found?.commands.find((each) => each.name() === word),
    program,
  );
  return command !== undefined && command.commands.length > 0 ? command : undefined;
}

function makeProgram(): Command {
  const program = new Command('kubets')
    .description('Kubernetes in TypeScript: a whole cluster in one program')
    .version(version.kubets, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .exitOverride()
    .configureOutput({ writeOut: (text) => print(text.trimEnd()), writeErr: (text) => print(text.trimEnd(), 2) })
    // Long options leave little room beside them in a terminal of 80 columns. Without this, they are not wrapped at all.
    .configureHelp({ minWidthToWrap: 20 });
  addUp(program);
  addOthers(program);
  addStoreCommands(program);
  pointToHelp(program, 'kubets');
  return program;
}

try {
  const program = makeProgram();
  const group = loneGroup(program, process.argv.slice(2));
  if (group) group.outputHelp();
  else await program.parseAsync();
} catch (error) {
  // Commander has already printed the error or the help.
  if (error instanceof CommanderError) process.exitCode = error.exitCode;
  else {
    print(commandError(error), 2);
    process.exitCode = 1;
  }
}
