/** ClusterTrustBundleAttest: who publishes the certificates of a signer must be allowed to attest for it. */
import type { AdmissionAttributes, AdmissionPlugin } from '@kubets/apiserver/admission';
import { refusal } from '@kubets/apiserver/admission';
import type { Authorizer } from '@kubets/apiserver/authorization';
import { deepEqual } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import { isAuthorizedForSigner } from './signer-authorization.ts';

interface ClusterTrustBundle extends KubeObject {
  readonly spec?: { readonly signerName?: string };
}

/** Served only if its feature gate is enabled. */
const clusterTrustBundles = {
  group: 'certificates.k8s.io',
  version: 'v1beta1',
  kind: 'ClusterTrustBundle',
  plural: 'clustertrustbundles',
  namespaced: false,
};

/** The object without what garbage collection and storage migration change. */
function content(object: KubeObject | undefined): unknown {
  const { ownerReferences, finalizers, managedFields, resourceVersion, generation, ...metadata } =
    object?.metadata ?? {};
  return { ...object, metadata };
}

export function clusterTrustBundleAttest(authorizer: Authorizer): AdmissionPlugin {
  const validate = async (attributes: AdmissionAttributes): Promise<void> => {
    const signer = (attributes.object as ClusterTrustBundle | undefined)?.spec?.signerName ?? '';
    if (signer === '') return;
    if (attributes.operation === 'UPDATE' && deepEqual(content(attributes.object), content(attributes.oldObject)))
      return;
    if (await isAuthorizedForSigner(authorizer, attributes.user, 'attest', signer)) return;
    throw refusal(attributes, `user not permitted to attest for signerName ${JSON.stringify(signer)}`);
  };
  const name = 'ClusterTrustBundleAttest';
  return { name, on: { resource: clusterTrustBundles, operations: ['CREATE', 'UPDATE'] }, validate };
}
