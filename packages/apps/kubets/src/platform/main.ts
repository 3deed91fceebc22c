/** The program: reads the command line and runs a command. Each command's own code is loaded when it is asked for. */
import { Command, CommanderError, Option } from 'commander';
import { version } from '../version.ts';
import { commandError } from './command-error.ts';
import { historyDuration, quotaBytes } from './commands/store-options.ts';
import { ipAddress, seconds, wholeNumber } from './commands/up-options.ts';
import { secretVariables } from './commands/up-secrets.ts';
import { print } from './progress.ts';

const nameOption = (): Option =>
  new Option('--name <name>', 'which cluster, where there are several').default('kubets').env('KUBETS_NAME');

const examples = {
  up: `
Examples:
  # Start a cluster; its API listens on https://127.0.0.1:6443
  kubets up

  # Start it in the background, installing what containers need from Debian first
  kubets up --install --detach

  # A thousand simulated nodes, nothing kept on disk
  kubets up --runtime simulated --nodes 1000 --store memory

  # A second cluster beside the first
  kubets up --name staging

  # Several control planes over one etcd: the first, which then prints the command for the others
  kubets up --store 'etcd://10.0.0.1:2379,10.0.0.2:2379,10.0.0.3:2379?cacert=ca.pem&cert=own.pem&key=own.key'
  kubets token create

Ctrl-C stops the cluster with all its containers. SIGTERM ends kubets alone: containers go on, and the next
'kubets up' takes them over. When kubets dies, it is started again and takes them over, too.`,
  snapshot: `
Examples:
  # Save a cluster, running or not
  kubets snapshot save backup.snapshot

  # Make another cluster of it
  kubets snapshot restore backup.snapshot --name copy && kubets up --name copy

  # Move it into etcd
  kubets snapshot restore backup.snapshot --store etcd://10.0.0.1:2379,10.0.0.2:2379,10.0.0.3:2379`,
  image: `
Examples:
  # Make an image of this machine known to the cluster's node
  docker save shop/web:1 -o web.tar && kubets image load web.tar`,
};

function addUp(program: Command): void {
  program
    .command('up')
    .description('Start a cluster and wait until it is ready')
    .addOption(nameOption())
    .option(
      '--data-dir <directory>',
      'where everything is kept (default: /var/lib/kubets/NAME, or below ~/.local/share)',
    )
    .option('--port <port>', 'port of the API (default: 6443)', wholeNumber(1, 65_535))
    .option(
      '--bind <address>',
      'address the API listens on; 0.0.0.0 opens it to the network (default: 127.0.0.1)',
      ipAddress,
    )
    .option('--advertise-address <address>', "address others reach the API at (default: the host's first)", ipAddress)
    .addOption(
      new Option(
        '--store <engine>',
        'what keeps the objects: lmdb, memory, or the URL of a server, which control planes can share (default: lmdb)',
      ).env(secretVariables.store),
    )
    .option('--history <duration>', 'how long past revisions can be read, as 24h (default: 5m)', historyDuration)
    .option('--quota <size>', 'how large the embedded store may grow, as 8Gi (default: 2Gi)', quotaBytes)
    .option('--join <url>', 'join the control plane that answers there, with what its `kubets token create` printed')
    .addOption(new Option('--token <token>', 'the token to join with').env(secretVariables.token))
    .option('--token-file <file>', 'a file that holds the token')
    .option('--ca-hash <hash>', "hash of the joined cluster's certificate authority, sha256:…")
    .option('--pki <directory>', "join with --store and a copy of the first control plane's pki directory")
    .option(
      '--nodes <count>',
      'how many nodes; more than one only with --runtime simulated (default: 1; 0 where it joined)',
      wholeNumber(0, 10_000),
    )
    .addOption(
      new Option(
        '--runtime <kind>',
        'real containers, or pods that live by rules (default: cri where it can run)',
      ).choices(['cri', 'simulated']),
    )
    .option(
      '--http-workers <count>',
      'threads for TLS and HTTP (default: none; with more than two processors, one when load asks for it)',
      wholeNumber(0, 64),
    )
    .option('--cri-socket <path>', 'use this container runtime in place of a private containerd')
    .option('--kubeconfig <file>', 'kubeconfig to add the cluster to (default: $KUBECONFIG or ~/.kube/config)')
    .option('--detach', 'run in the background; return when the cluster is ready')
    .option('--no-restart', 'do not start kubets again when it dies: for service managers that do so themselves')
    .addOption(
      new Option('--install [mode]', 'first install what real containers need; auto: only as root on Debian')
        .choices(['yes', 'auto'])
        .preset('yes'),
    )
    .addOption(
      new Option('--log-level <level>', 'what to log to stderr')
        .choices(['debug', 'info', 'warn', 'error', 'off'])
        .default('off'),
    )
    .addHelpText('after', examples.up)
    .action(async (flags) => (await import('./commands/up.ts')).up(flags));
}

function addStoreCommands(program: Command): void {
  const snapshot = program
    .command('snapshot')
    .description('Save the store of a cluster to a file, and make stores of such files')
    .addHelpText('after', examples.snapshot);
  snapshot
    .command('save')
    .description("Save everything as of one revision; the cluster may run. The file holds the cluster's Secrets")
    .argument('<file>', 'where to save it; replaced if it is there')
    .addOption(nameOption())
    .action(async (file, flags) => (await import('./commands/snapshot.ts')).snapshotSave(file, flags));
  snapshot
    .command('restore')
    .description('Fill the store of a stopped cluster, new or not, or any store by its URL')
    .argument('<file>', 'the snapshot')
    .addOption(nameOption())
    .option('--data-dir <directory>', 'where the cluster keeps everything, if it is a new one')
    .option('--store <url>', 'in place of a cluster: lmdb:DIRECTORY, etcd://…, mysql://…, postgres://…')
    .option('--force', 'replace a store that is there; a file is put aside, other stores are emptied')
    .action(async (file, flags) => (await import('./commands/snapshot.ts')).snapshotRestore(file, flags));
  snapshot
    .command('status')
    .description('Check a snapshot to its end, and show what it is')
    .argument('<file>', 'the snapshot')
    .addOption(new Option('-o, --output <format>', 'how to show it').choices(['table', 'json']).default('table'))
    .action(async (file, flags) => (await import('./commands/snapshot.ts')).snapshotStatus(file, flags));
  program
    .command('defrag')
    .description("Give back to the disk what the store's file has no use for; the cluster may run")
    .addOption(nameOption())
    .option('--forget-history', 'first make room: past revisions can no longer be read')
    .action(async (flags) => (await import('./commands/defrag.ts')).defrag(flags));
}

function addOthers(program: Command): void {
  program
    .command('down')
    .description('Stop a cluster with all its containers')
    .addOption(nameOption())
    .option('--delete', 'also delete its data and its kubeconfig entry')
    .option('--kubeconfig <file>', 'kubeconfig to remove the cluster from (default: $KUBECONFIG or ~/.kube/config)')
    .action(async (flags) => (await import('./commands/down.ts')).down(flags));
  program
    .command('status')
    .description('Show whether a cluster runs, where, and with what')
    .addOption(nameOption())
    .action(async (flags) => (await import('./commands/status.ts')).status(flags));
  program
    .command('kubeconfig')
    .description("Print the administrator's kubeconfig of a cluster")
    .addOption(nameOption())
    .action(async (flags) => (await import('./commands/kubeconfig.ts')).kubeconfig(flags));
  const token = program.command('token').description('Tokens for machines that join');
  token
    .command('create')
    .description('Make a token for a further control plane, and print the command that joins it')
    .addOption(nameOption())
    .option('--ttl <duration>', 'how long the token is good: 30m, 2h, at most 24h', seconds, 7200)
    .action(async (flags) => (await import('./commands/token.ts')).tokenCreate(flags));
  const image = program
    .command('image')
    .description("Images on the cluster's node")
    .addHelpText('after', examples.image);
  image
    .command('load')
    .description('Load images from archives (docker-archive or OCI layout, also gzipped)')
    .argument('<file...>', 'archives to load')
    .addOption(nameOption())
    .action(async (files, flags) => (await import('./commands/image.ts')).imageLoad(files, flags));
  image
    .command('list')
    .description('List the images that are there')
    .addOption(nameOption())
    .action(async (flags) => (await import('./commands/image.ts')).imageList(flags));
  program
    .command('version')
    .description('Print the versions of kubets and of the Kubernetes API it serves')
    .action(() => {
      print(`kubets ${version.kubets}\nKubernetes API ${version.kubernetes}`);
    });
}

/** Errors point to the help of the command they are about. */
function pointToHelp(command: Command, path: string): void {
  command.showHelpAfterError(`See '${path} --help'.`);
  if (command.commands.length > 0) command.helpCommand('help [command]', 'show help for a command');
  for (const each of command.commands) pointToHelp(each, `${path} ${each.name()}`);
}

/** The command of commands that stands alone on the command line: it shows its help, as kubectl's do. */
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
    .configureOutput({ writeOut: (text) => print(text.trimEnd()), writeErr: (text) => print(text.trimEnd(), 2) });
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
  // commander has said what is wrong (or shown the help) already.
  if (error instanceof CommanderError) process.exitCode = error.exitCode;
  else {
    print(commandError(error), 2);
    process.exitCode = 1;
  }
}
