/** The tokens that a kubelet can request: bound to its pods, for audiences that they mount. */
import {
  csiDrivers,
  type Pod,
  persistentVolumeClaims,
  persistentVolumes,
  pods,
  type TokenRequest,
  type Volume,
} from '@kubets/api';
import type { AdmissionContext } from '@kubets/apiserver/admission';
import type { Authorizer } from '@kubets/apiserver/authorization';
import { existing, type NodeCheck, quoted } from './node-check.ts';

/** The CSI driver of a volume; undefined if there is none, or nothing is bound yet. */
async function driverOf(volume: Volume, pod: Pod, context: AdmissionContext): Promise<string | undefined> {
  if (volume.csi !== undefined) return volume.csi.driver;
  const claim =
    volume.persistentVolumeClaim?.claimName ??
    (volume.ephemeral === undefined ? undefined : `${pod.metadata?.name}-${volume.name}`);
  if (claim === undefined) return undefined;
  const bound = await context.get(persistentVolumeClaims, pod.metadata?.namespace ?? '', claim);
  const name = bound?.spec?.volumeName;
  if (!name) return undefined;
  return (await context.get(persistentVolumes, '', name))?.spec?.csi?.driver;
}

/** Whether a volume of the pod requests tokens for this audience (empty: the API server's). */
async function mounts(pod: Pod, audience: string, context: AdmissionContext): Promise<boolean> {
  for (const volume of pod.spec?.volumes ?? []) {
    const sources = volume.projected?.sources ?? [];
    if (sources.some(({ serviceAccountToken: token }) => token !== undefined && (token.audience ?? '') === audience))
      return true;
    const driver = await driverOf(volume, pod, context);
    const requests = driver === undefined ? [] : (await context.get(csiDrivers, '', driver))?.spec?.tokenRequests;
    if (requests?.some((request) => request.audience === audience)) return true;
  }
  return false;
}

/** `authorizer` decides whether the node may request tokens for other audiences. */
export function tokenCheck(authorizer: Authorizer): NodeCheck<TokenRequest> {
  return async ({ operation, namespace, name, object, node, user }, context) => {
    if (operation !== 'CREATE') return undefined;
    const bound = object?.spec?.boundObjectRef;
    if (bound?.apiVersion !== 'v1' || bound.kind !== 'Pod' || !bound.name)
      return 'node requested token not bound to a pod';
    if (!bound.uid) return 'node requested token with a pod binding without a uid';
    const pod = await existing(context, pods, namespace, bound.name);
    if (pod.metadata?.uid !== bound.uid)
      return `the UID in the bound object reference (${bound.uid}) does not match the UID in record. The object might have been deleted and then recreated`;
    if (pod.spec?.nodeName !== node) return 'node requested token bound to a pod scheduled on a different node';
    const [audience = '', ...others] = object?.spec?.audiences ?? [];
    if (others.length > 0) return 'node may only request 0 or 1 audiences';
    if (await mounts(pod, audience, context)) return undefined;
    const verdict = await authorizer.authorize(user, {
      isResourceRequest: true,
      path: '',
      verb: 'request-serviceaccounts-token-audience',
      group: '',
      version: 'v1',
      namespace,
      resource: audience,
      subresource: '',
      name,
    });
    if (verdict.decision === 'allow') return undefined;
    return `audience ${quoted(audience)} not found in pod spec volume, ${user.name} is not authorized to request tokens for this audience`;
  };
}
