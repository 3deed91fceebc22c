/** Keeps what nobody else may see out of command lines and environments, which others on the machine can read. */
import type { UpFlags } from './up-options.ts';

/** Options that may carry a secret, and the variable that may carry it in their place. */
export const secretVariables = { store: 'KUBETS_STORE', token: 'KUBETS_TOKEN' } as const;

/** A command line without these options' values; they are left to the environment. Pure. */
export function withoutSecrets(args: readonly string[]): readonly string[] {
  const names = Object.keys(secretVariables).map((name) => `--${name}`);
  return args.filter((arg, index) => {
    const before = args[index - 1] ?? '';
    return !names.includes(arg) && !names.includes(before) && !names.some((name) => arg.startsWith(`${name}=`));
  });
}

/** The environment that says them instead: only the process's owner can read it. */
export function secretEnvironment(flags: UpFlags): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (['store', 'token'] as const).flatMap((name) => {
      const value = flags[name];
      return value === undefined ? [] : [[secretVariables[name], value]];
    }),
  );
}

/** From now on this process's title shows none, and its children inherit none. */
export function hideSecrets(flags: UpFlags): void {
  for (const name of Object.values(secretVariables)) delete process.env[name];
  const shown = process.argv.some(
    (arg) => arg.includes('@') || (flags.token !== undefined && arg.includes(flags.token)),
  );
  if (shown) process.title = `kubets up --name ${flags.name}`;
}
