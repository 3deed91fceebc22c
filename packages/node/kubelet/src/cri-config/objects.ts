/** The API objects that containers and volumes refer to. */
import type { ConfigMap, RuntimeClass, Secret, Service } from '@kubets/api';

export interface TokenRequestInput {
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly pod: { readonly name: string; readonly uid: string };
  readonly audience: string;
  readonly expirationSeconds: number;
}

/** Undefined: there is no such object. Other failures reject. */
export interface ObjectSource {
  configMap(namespace: string, name: string): Promise<ConfigMap | undefined>;
  secret(namespace: string, name: string): Promise<Secret | undefined>;
  runtimeClass(name: string): Promise<RuntimeClass | undefined>;
  /** Services with a cluster IP: those of the namespace, and `kubernetes` of the default one. */
  services(namespace: string): Promise<readonly Service[]>;
  /** A token with most of its lifetime left. */
  token(input: TokenRequestInput): Promise<string>;
}

/** A container cannot be made from what its spec refers to: `CreateContainerConfigError`. */
export class ContainerConfigError extends Error {
  override readonly name = 'ContainerConfigError';
}
