/** ServiceAccount: sets the service account of a pod and mounts a token. */
import { type Container, type Pod, pods, type ServiceAccount, serviceAccounts, type Volume } from '@kubets/api';
import {
  type AdmissionAttributes,
  type AdmissionContext,
  type AdmissionPlugin,
  defineAdmission,
  refusal,
} from '@kubets/apiserver/admission';
import { type Clock, type Random, randomSuffix } from '@kubets/base';
import { warnOnlySeconds } from '../authentication/service-account-claims.ts';
import { podReferences } from '../authorization/node-references.ts';

const tokenMountPath = '/var/run/secrets/kubernetes.io/serviceaccount';
const volumePrefix = 'kube-api-access-';
const defaultAccount = 'default';
export const mirrorAnnotation = 'kubernetes.io/config.mirror';

/** A controller creates the default account of a new namespace: a pod may arrive slightly earlier. */
const defaultAccountAttempts = 10;
const retryMs = 100;

export interface ServiceAccountAdmissionOptions {
  readonly clock: Clock;
  readonly random: Random;
}

export const isMirror = (pod: Pod): boolean => Object.hasOwn(pod.metadata?.annotations ?? {}, mirrorAnnotation);

function tokenVolume(name: string): Volume {
  return {
    name,
    projected: {
      defaultMode: 0o644,
      sources: [
        { serviceAccountToken: { path: 'token', expirationSeconds: warnOnlySeconds } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        {
          downwardAPI: {
            items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
          },
        },
      ],
    },
  };
}

const mounted = (container: Container): boolean =>
  container.volumeMounts?.some((mount) => mount.mountPath === tokenMountPath) === true;

/** Mounts the token into every container that mounts nothing else at that path. */
export function withToken(pod: Pod, random: Random): Pod {
  const { spec } = pod;
  if (spec === undefined) return pod;
  const standing = spec.volumes?.find((volume) => volume.name.startsWith(volumePrefix))?.name;
  const name = standing ?? `${volumePrefix}${randomSuffix(random)}`;
  const mount = { name, readOnly: true, mountPath: tokenMountPath };
  const add = (container: Container): Container =>
    mounted(container) ? container : { ...container, volumeMounts: [...(container.volumeMounts ?? []), mount] };
  const needed = [...spec.containers, ...(spec.initContainers ?? [])].some((container) => !mounted(container));
  if (!needed) return pod;
  return {
    ...pod,
    spec: {
      ...spec,
      containers: spec.containers.map(add),
      ...(spec.initContainers === undefined ? {} : { initContainers: spec.initContainers.map(add) }),
      volumes: standing === undefined ? [...(spec.volumes ?? []), tokenVolume(name)] : (spec.volumes ?? []),
    },
  };
}

function checkMirror(pod: Pod, attributes: AdmissionAttributes): void {
  const { spec } = pod;
  if (spec?.serviceAccountName) throw refusal(attributes, 'a mirror pod may not reference service accounts');
  if ([...podReferences(pod)].some((reference) => reference.startsWith('secrets/')))
    throw refusal(attributes, 'a mirror pod may not reference secrets');
  for (const volume of spec?.volumes ?? []) {
    if (volume.projected?.sources?.some((source) => source.serviceAccountToken !== undefined))
      throw refusal(attributes, 'a mirror pod may not use service account token projections');
  }
}

/** The pod with the secrets and the token of its account. */
function completed(pod: Pod, account: ServiceAccount, random: Random): Pod {
  const { spec } = pod;
  if (spec === undefined) return pod;
  const secrets = account.imagePullSecrets ?? [];
  const pulling = !spec.imagePullSecrets?.length && secrets.length > 0;
  const filled = pulling ? { ...pod, spec: { ...spec, imagePullSecrets: secrets } } : pod;
  const automount = spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true;
  return automount ? withToken(filled, random) : filled;
}

export function serviceAccountAdmission({ clock, random }: ServiceAccountAdmissionOptions): readonly AdmissionPlugin[] {
  async function find(namespace: string, name: string, context: AdmissionContext): Promise<ServiceAccount | undefined> {
    const attempts = name === defaultAccount ? defaultAccountAttempts : 1;
    for (let attempt = 1; ; attempt++) {
      const account = await context.get(serviceAccounts, namespace, name);
      if (account !== undefined || attempt >= attempts) return account;
      await clock.sleep(retryMs * (1 + random.next()));
    }
  }
  /** The account of a pod. Throws if there is none. */
  async function accountOf(name: string, attributes: AdmissionAttributes, context: AdmissionContext) {
    const { namespace } = attributes;
    const account = await find(namespace, name, context);
    if (account !== undefined) return account;
    throw refusal(
      attributes,
      `error looking up service account ${namespace}/${name}: serviceaccount ${JSON.stringify(name)} not found`,
    );
  }
  /** Refuses Secrets that the account does not list, if it limits them. */
  const checkSecrets =
    (part: 'pod' | 'ephemeral containers') =>
    async (attributes: AdmissionAttributes<Pod>, context: AdmissionContext): Promise<void> => {
      const pod = attributes.object;
      if (pod === undefined) return;
      if (part === 'pod' && isMirror(pod)) return checkMirror(pod, attributes);
      const name = pod.spec?.serviceAccountName;
      if (!name)
        throw refusal(
          attributes,
          `no service account specified for pod ${attributes.namespace}/${pod.metadata?.name ?? ''}`,
        );
      const account = await accountOf(name, attributes, context);
      if (account.metadata?.annotations === undefined) return;
      const { ephemeralSecretProblem, secretProblem } = await import('./service-account-secrets.ts');
      const problem = (part === 'pod' ? secretProblem : ephemeralSecretProblem)(pod, account);
      if (problem !== undefined) throw refusal(attributes, problem);
    };
  const name = 'ServiceAccount';
  return [
    defineAdmission<Pod>({
      name,
      on: { resource: pods, operations: ['CREATE'] },
      async mutate(pod, attributes, context) {
        if (isMirror(pod) || pod.spec === undefined) return pod;
        const wanted = pod.spec.serviceAccountName || pod.spec.serviceAccount || defaultAccount;
        const account = await accountOf(wanted, attributes, context);
        const named = { ...pod, spec: { ...pod.spec, serviceAccountName: wanted, serviceAccount: wanted } };
        return completed(named, account, random);
      },
      validate: checkSecrets('pod'),
    }),
    defineAdmission<Pod>({
      name,
      on: { resource: pods, subresources: ['ephemeralcontainers'], operations: ['UPDATE'] },
      validate: checkSecrets('ephemeral containers'),
    }),
  ];
}
