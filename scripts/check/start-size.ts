/**
 * How much code a start loads, held to a budget: every start reads, decodes and compiles it, which is half of its time. What
 * is used later is imported when it is used.
 *
 * `node scripts/check/start-size.ts` lists what the code is made of, the largest first.
 */
import { build } from 'esbuild';
import { programOptions } from '../build.ts';

/** Bytes as bundled. Before you raise it, look whether what was added could be imported late. */
const budget = 2_664_000;

/** Each file takes a start half a millisecond. */
const maxFiles = 52;

/** Modules that are imported late, but by each start with containers and a store on disk. */
const importedByEachStart = [
  'packages/apps/kubets/src/platform/main.ts',
  'packages/apps/kubets/src/platform/commands/up.ts',
  'packages/apps/kubets/src/platform/cluster/real-node.ts',
  'packages/storage/store-lmdb/src/platform/lmdb-store.ts',
  'packages/node/cri/src/platform/index.ts',
  'packages/engines/grpc/src/platform/library.ts',
  'packages/node/node-network/src/pod-network/platform/index.ts',
  'packages/node/node-network/src/proxy/platform/index.ts',
];

interface StartSize {
  readonly total: number;
  readonly files: number;
  /** Bytes by source folder or npm package, the largest first. */
  readonly parts: readonly (readonly [name: string, bytes: number])[];
  /** Modules of the list above that are no entry points any more. */
  readonly missing: readonly string[];
}

/** `packages/api/api/src/core/pods.ts` → `packages/api/api/src/core`; of npm packages the name. */
function partOf(file: string): string {
  const [library] = /^node_modules\/(@[^/]+\/)?[^/]+/.exec(file) ?? [];
  return library ?? file.split('/').slice(0, -1).slice(0, 6).join('/');
}

async function measure(root: string): Promise<StartSize> {
  const { metafile } = await build({
    ...(await programOptions()),
    absWorkingDir: root,
    outdir: 'out',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const { outputs } = metafile;
  const loaded = new Set<string>();
  const load = (path: string): void => {
    const output = outputs[path];
    if (output === undefined || loaded.has(path)) return;
    loaded.add(path);
    for (const { path: imported, kind } of output.imports) if (kind === 'import-statement') load(imported);
  };
  const entries = new Map(Object.entries(outputs).map(([path, { entryPoint }]) => [entryPoint, path]));
  const missing = importedByEachStart.filter((entry) => !entries.has(entry));
  for (const entry of importedByEachStart) load(entries.get(entry) ?? '');
  const parts = new Map<string, number>();
  let total = 0;
  for (const path of loaded) {
    total += outputs[path]?.bytes ?? 0;
    for (const [file, { bytesInOutput }] of Object.entries(outputs[path]?.inputs ?? {}))
      parts.set(partOf(file), (parts.get(partOf(file)) ?? 0) + bytesInOutput);
  }
  return { total, files: loaded.size, parts: [...parts].sort(([, a], [, b]) => b - a), missing };
}

export async function startSizeViolations(root: string): Promise<readonly string[]> {
  const size = await measure(root).catch((error: Error) => error);
  if (size instanceof Error) return [`the program cannot be bundled: ${size.message}`];
  const { total, files, missing } = size;
  return [
    ...missing.map((entry) => `scripts/check/start-size.ts: ${entry} is not imported late any more; correct the list`),
    ...(total <= budget
      ? []
      : [
          `a start loads ${total} bytes of code, more than the budget of ${budget}: import late what is used later; ` +
            '`node scripts/check/start-size.ts` lists what the code is made of',
        ]),
    ...(files <= maxFiles
      ? []
      : [
          `a start loads ${files} files, more than ${maxFiles}: import fewer modules late (see scripts/shared-chunks.ts)`,
        ]),
  ];
}

if (import.meta.main) {
  const { total, files, parts } = await measure(process.cwd());
  for (const [name, bytes] of parts) console.log(`${String(bytes).padStart(9)} ${name}`);
  console.log(
    `${String(total).padStart(9)} in all, of a budget of ${budget}, in ${files} files of at most ${maxFiles}`,
  );
}
