/** A host in memory, for the kubelet in tests and in the simulator: files, mounts and cgroups without a kernel. */
import { type ConfinedFiles, type FileInfo, type FileSystem, type Host, HostError, type HostFacts } from './host.ts';

interface Node {
  type: 'file' | 'directory' | 'symlink';
  mode: number;
  uid: number;
  gid: number;
  bytes: Uint8Array;
  target: string;
  readonly number: number;
}

const maxLinks = 40;

/** Paths are absolute and without `..` (the kubelet makes no others); links may be relative. */
export class MemoryFiles implements FileSystem {
  readonly #nodes = new Map<string, Node>();
  #numbers = 0;

  constructor() {
    this.#put('', 'directory', 0o755);
  }

  async read(path: string): Promise<Uint8Array | undefined> {
    const node = this.#follow(path);
    return node?.type === 'file' ? node.bytes : undefined;
  }

  async readTail(path: string, bytes: number): Promise<Uint8Array | undefined> {
    return (await this.read(path))?.slice(-bytes);
  }

  async write(path: string, bytes: Uint8Array, mode: number): Promise<void> {
    const real = this.#real(path);
    if (!this.#nodes.has(parentOf(real))) throw new HostError(`ENOENT: no such file or directory, open '${path}'`);
    const node = this.#nodes.get(real) ?? this.#put(real, 'file', mode);
    Object.assign(node, { bytes, mode });
  }

  async create(path: string, bytes: Uint8Array, mode: number): Promise<void> {
    if (this.#nodes.has(this.#parentReal(path))) throw new HostError(`EEXIST: file already exists, open '${path}'`);
    await this.write(path, bytes, mode);
  }

  async makeDirectory(path: string, mode: number): Promise<void> {
    const real = this.#real(path);
    if (this.#nodes.has(real)) return;
    await this.makeDirectory(parentOf(real), 0o755);
    this.#put(real, 'directory', mode);
  }

  async list(path: string): Promise<readonly string[]> {
    const prefix = `${this.#real(path)}/`;
    const names = [...this.#nodes.keys()].filter((each) => each.startsWith(prefix));
    return names.map((each) => each.slice(prefix.length)).filter((name) => !name.includes('/'));
  }

  async stat(path: string): Promise<FileInfo | undefined> {
    const node = this.#follow(path);
    return node && infoOf(node);
  }

  async linkStat(path: string): Promise<FileInfo | undefined> {
    const node = this.#nodes.get(this.#parentReal(path));
    return node && infoOf(node);
  }

  async readLink(path: string): Promise<string | undefined> {
    const node = this.#nodes.get(this.#parentReal(path));
    return node?.type === 'symlink' ? node.target : undefined;
  }

  async link(target: string, path: string): Promise<void> {
    this.#put(this.#parentReal(path), 'symlink', 0o777).target = target;
  }

  async rename(from: string, to: string): Promise<void> {
    const [source, target] = [this.#parentReal(from), this.#parentReal(to)];
    for (const [path, node] of [...this.#nodes])
      if (path === source || path.startsWith(`${source}/`)) {
        this.#nodes.delete(path);
        this.#nodes.set(target + path.slice(source.length), node);
      }
  }

  async changeMode(path: string, mode: number): Promise<void> {
    const node = this.#follow(path);
    if (node) node.mode = mode;
  }

  async changeOwner(path: string, uid: number, gid: number): Promise<void> {
    const node = this.#follow(path);
    if (node) Object.assign(node, { uid, gid });
  }

  async remove(path: string): Promise<void> {
    const top = this.#parentReal(path);
    for (const each of [...this.#nodes.keys()])
      if (each === top || each.startsWith(`${top}/`)) this.#nodes.delete(each);
  }

  /** In memory, no other process can replace entries. */
  below(directory: string): ConfinedFiles {
    const at = (path: string): string => (path === '' ? directory : `${directory}/${path}`);
    return {
      readTail: (path, bytes) => this.readTail(at(path), bytes),
      write: (path, bytes, mode) => this.write(at(path), bytes, mode),
      replace: (path, bytes, mode) => this.write(at(path), bytes, mode),
      makeDirectory: (path, mode) => this.makeDirectory(at(path), mode),
      list: (path) => this.list(at(path)),
      stat: (path) => this.linkStat(at(path)),
      readLink: (path) => this.readLink(at(path)),
      link: (target, path) => this.link(target, at(path)),
      rename: (from, to) => this.rename(at(from), at(to)),
      changeMode: (path, mode) => this.changeMode(at(path), mode),
      changeOwner: (path, uid, gid) => this.changeOwner(at(path), uid, gid),
      remove: (path) => this.remove(at(path)),
    };
  }

  #put(path: string, type: Node['type'], mode: number): Node {
    const node: Node = { type, mode, uid: 0, gid: 0, bytes: new Uint8Array(), target: '', number: this.#numbers++ };
    this.#nodes.set(path, node);
    return node;
  }

  #follow(path: string): Node | undefined {
    return this.#nodes.get(this.#real(path));
  }

  /** The last component itself, in the real directory. */
  #parentReal(path: string): string {
    return `${this.#real(parentOf(path))}${path.slice(path.lastIndexOf('/'))}`;
  }

  #real(path: string, depth = 0): string {
    let real = '';
    for (const part of path.split('/').filter((each) => each !== '' && each !== '.')) {
      real = `${real}/${part}`;
      const node = this.#nodes.get(real);
      if (node?.type !== 'symlink' || depth > maxLinks) continue;
      const target = node.target.startsWith('/') ? node.target : `${parentOf(real)}/${node.target}`;
      real = this.#real(target, depth + 1);
    }
    return real;
  }
}

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

const infoOf = ({ type, mode, uid, gid, bytes, number }: Node): FileInfo => ({
  type,
  mode,
  uid,
  gid,
  size: bytes.length,
  identity: String(number),
});

export interface MemoryHostOptions {
  readonly facts?: Partial<HostFacts>;
  readonly network?: Host['network'];
}

const facts: HostFacts = {
  cpus: 8,
  memoryBytes: 32 * 2 ** 30,
  ephemeralStorageBytes: 2 ** 40,
  hostname: 'memory',
  addresses: ['192.0.2.10'],
  machineID: 'memory',
  systemUUID: 'memory',
  bootID: 'memory',
  kernelVersion: 'memory',
  osImage: 'In memory',
  architecture: 'amd64',
};

const refused = async (): Promise<never> => {
  throw new HostError('connect: connection refused');
};

export function createMemoryHost(options: MemoryHostOptions = {}): Host & { readonly files: MemoryFiles } {
  const cgroups = new Set<string>();
  return {
    files: new MemoryFiles(),
    mounts: {
      memory: async () => undefined,
      bindBelow: async () => undefined,
      hasOwnFileSystem: async () => false,
      unmountBelow: async () => undefined,
    },
    cgroups: {
      apply: async (cgroup) => {
        cgroups.add(cgroup);
      },
      memoryBytes: async () => undefined,
      remove: async (cgroup) => {
        cgroups.delete(cgroup);
        return true;
      },
      children: async (cgroup) =>
        [...cgroups]
          .filter((each) => each.startsWith(`${cgroup}/`))
          .map((each) => each.slice(cgroup.length + 1))
          .filter((name) => !name.includes('/')),
    },
    network: options.network ?? { http: refused, tcp: refused, grpc: refused },
    facts: async () => ({ ...facts, ...options.facts }),
    resolver: async () => ({ servers: ['192.0.2.53'], searches: ['example.test'], options: [] }),
    digest: (text) => Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, '0')).join(''),
    hostsFile: async () => '127.0.0.1\tlocalhost\n',
  };
}
