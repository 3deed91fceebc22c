/** Keeps secrets out of command lines, which other users of the machine can read, and out of child processes. */
import type { UpFlags } from './up-options.ts';

/** The options that may contain a secret, and the environment variables for them. */
export const secretVariables = { store: 'KUBETS_STORE', token: 'KUBETS_TOKEN' } as const;

/** Removes these options from a command line. The environment carries them instead. Pure. */
export function withoutSecrets(args: readonly string[]): readonly string[] {
  const names = Object.keys(secretVariables).map((name) => `--${name}`);
  return args.filter((arg, index) => {
    const before = args[index - 1] ?? '';
    return !names.includes(arg) && !names.includes(before) && !names.some((name) => arg.startsWith(`${name}=`));
  });
}

/** The environment variables that carry the secrets. Only the owner of the process can read them. */
export function secretEnvironment(flags: UpFlags): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (['store', 'token'] as const).flatMap((name) => {
      const value = flags[name];
      return value === undefined ? [] : [[secretVariables[name], value]];
    }),
  );
}

/** Removes the secrets from the title of this process and from the environment of its children. */
export function hideSecrets(flags: UpFlags): void {
  for (const name of Object.values(secretVariables)) delete process.env[name];
  const shown = process.argv.some(
    (arg) => arg.includes('@') || (flags.token !== undefined && arg.includes(flags.token)),
  );
  if (shown) process.title = `kubets up --name ${flags.name}`;
}
