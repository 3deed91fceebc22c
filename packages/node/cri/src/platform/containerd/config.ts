/** The configuration file of a private containerd: everything it owns lies under one directory. */
import { join } from 'node:path';

export interface ContainerdPaths {
  /** Everything below belongs to this instance alone. */
  readonly directory: string;
  readonly config: string;
  readonly root: string;
  readonly state: string;
  readonly socket: string;
  readonly pidFile: string;
  readonly log: string;
}

/** Linux refuses longer socket addresses (108 bytes with the final zero). */
const maxSocketPathBytes = 107;

/** Paths of the instance of `directory`; `shortDirectory` takes the socket when its path would be too long for Linux. */
export function containerdPaths(directory: string, shortDirectory: string): ContainerdPaths {
  const direct = join(directory, 'containerd.sock');
  // containerd listens at `<socket>.ttrpc` as well.
  const fits = Buffer.byteLength(`${direct}.ttrpc`) <= maxSocketPathBytes;
  return {
    directory,
    config: join(directory, 'config.toml'),
    root: join(directory, 'root'),
    state: join(directory, 'state'),
    socket: fits ? direct : join(shortDirectory, 'containerd.sock'),
    pidFile: join(directory, 'containerd.pid'),
    log: join(directory, 'containerd.log'),
  };
}

export interface ContainerdSettings {
  readonly sandboxImage: string;
  readonly cniBinDir: string;
  readonly cniConfDir: string;
  readonly snapshotter: 'overlayfs' | 'native';
  /** Whether this host lets us protect processes from the OOM killer (CAP_SYS_RESOURCE). */
  readonly canLowerOomScore: boolean;
}

/** Plugins that a single node never uses. Without them, containerd starts faster and uses less memory. */
const disabledPlugins = [
  'io.containerd.snapshotter.v1.aufs',
  'io.containerd.snapshotter.v1.btrfs',
  'io.containerd.snapshotter.v1.devmapper',
  'io.containerd.snapshotter.v1.zfs',
  'io.containerd.snapshotter.v1.blockfile',
  'io.containerd.internal.v1.opt',
  'io.containerd.internal.v1.restart',
  'io.containerd.internal.v1.tracing',
  'io.containerd.tracing.processor.v1.otlp',
  'io.containerd.monitor.v1.cgroups',
  'io.containerd.nri.v1.nri',
];

/** A TOML basic string; JSON's escapes are a subset of TOML's. */
const quoted = (text: string): string => JSON.stringify(text);

/** containerd's config (version 2, understood by containerd 1.6 to 2.x). */
export function containerdConfig(paths: ContainerdPaths, settings: ContainerdSettings): string {
  const other = settings.snapshotter === 'overlayfs' ? 'native' : 'overlayfs';
  const disabled = [...disabledPlugins, `io.containerd.snapshotter.v1.${other}`];
  return `version = 2
root = ${quoted(paths.root)}
state = ${quoted(paths.state)}
disabled_plugins = [${disabled.map(quoted).join(', ')}]

[grpc]
  address = ${quoted(paths.socket)}

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = ${quoted(settings.sandboxImage)}
  stream_server_address = "127.0.0.1"
  stream_server_port = "0"
  stream_idle_timeout = "4h0m0s"
  netns_mounts_under_state_dir = true
  disable_tcp_service = true
  restrict_oom_score_adj = ${!settings.canLowerOomScore}
  enable_unprivileged_ports = true
  enable_unprivileged_icmp = true

[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = ${quoted(settings.cniBinDir)}
  conf_dir = ${quoted(settings.cniConfDir)}
  max_conf_num = 1

[plugins."io.containerd.grpc.v1.cri".containerd]
  snapshotter = ${quoted(settings.snapshotter)}
  default_runtime_name = "runc"
  discard_unpacked_layers = false

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
  Root = ${quoted(join(paths.state, 'runc'))}
  SystemdCgroup = false
`;
}
