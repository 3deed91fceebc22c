/**
 * The Secrets that the pods of a service account may use if an annotation of the account limits them to those that it lists.
 * Deprecated upstream since 1.32, but effective.
 */
import type { Container, EphemeralContainer, Pod, ServiceAccount } from '@kubets/api';

const annotation = 'kubernetes.io/enforce-mountable-secrets';

/** Go's strconv.ParseBool. */
const trueTexts: ReadonlySet<string> = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);

const limitsSecrets = ({ metadata }: ServiceAccount): boolean =>
  trueTexts.has(metadata?.annotations?.[annotation] ?? '');

type Names = ReadonlySet<string | undefined>;

/** The first Secret of a container that is not listed, in words. */
function ofContainers(
  containers: readonly (Container | EphemeralContainer)[] = [],
  kind: string,
  listed: Names,
): string | undefined {
  for (const { name, env = [], envFrom = [] } of containers) {
    for (const variable of env) {
      const secret = variable.valueFrom?.secretKeyRef?.name;
      if (variable.valueFrom?.secretKeyRef !== undefined && !listed.has(secret))
        return `${kind} ${name} with envVar ${variable.name} referencing secret.secretName="${secret}"`;
    }
    for (const { secretRef } of envFrom)
      if (secretRef !== undefined && !listed.has(secretRef.name))
        return `${kind} ${name} with envFrom referencing secret.secretName="${secretRef.name}"`;
  }
  return undefined;
}

function ofPod({ spec }: Pod, listed: Names): string | undefined {
  const volume = spec?.volumes?.find(({ secret }) => secret !== undefined && !listed.has(secret.secretName));
  if (volume !== undefined) return `volume with secret.secretName="${volume.secret?.secretName}"`;
  return (
    ofContainers(spec?.initContainers, 'init container', listed) ?? ofContainers(spec?.containers, 'container', listed)
  );
}

const listedSecrets = ({ secrets = [] }: ServiceAccount): Names => new Set(secrets.map(({ name }) => name));

/** Why a new pod may not use its Secrets; undefined if it may. */
export function secretProblem(pod: Pod, account: ServiceAccount): string | undefined {
  if (!limitsSecrets(account)) return undefined;
  const name = account.metadata?.name ?? '';
  const secret = ofPod(pod, listedSecrets(account));
  if (secret !== undefined)
    return `${secret} is not allowed because service account ${name} does not reference that secret`;
  const pullSecrets = new Set((account.imagePullSecrets ?? []).map((each) => each.name));
  for (const [index, each] of (pod.spec?.imagePullSecrets ?? []).entries())
    if (!pullSecrets.has(each.name))
      return `imagePullSecrets[${index}].name="${each.name}" is not allowed because service account ${name} does not reference that imagePullSecret`;
  return undefined;
}

/** The same for the ephemeral containers of a pod. */
export function ephemeralSecretProblem({ spec }: Pod, account: ServiceAccount): string | undefined {
  if (!limitsSecrets(account)) return undefined;
  const secret = ofContainers(spec?.ephemeralContainers, 'ephemeral container', listedSecrets(account));
  return (
    secret &&
    `${secret} is not allowed because service account ${account.metadata?.name} does not reference that secret`
  );
}
