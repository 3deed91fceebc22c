/** DefaultStorageClass and DefaultIngressClass: set the class that is marked as the default. */
import {
  type Ingress,
  ingressClasses,
  ingresses,
  type PersistentVolumeClaim,
  persistentVolumeClaims,
  storageClasses,
} from '@kubets/api';
import { defineAdmission } from '@kubets/apiserver/admission';
import type { KubeObject } from '@kubets/machinery/meta';
import { errors } from '@kubets/machinery/status-error';

/** The annotation that named the class of a claim before there was a field. */
const storageClassAnnotation = 'volume.beta.kubernetes.io/storage-class';

const marked = (object: KubeObject, annotation: string): boolean =>
  object.metadata?.annotations?.[annotation] === 'true';

/** If there are several, the newest takes precedence, then the name. */
function newestFirst(a: KubeObject, b: KubeObject): number {
  const [at, bt] = [a.metadata?.creationTimestamp ?? '', b.metadata?.creationTimestamp ?? ''];
  if (at !== bt) return at < bt ? 1 : -1;
  return (a.metadata?.name ?? '') < (b.metadata?.name ?? '') ? -1 : 1;
}

export const defaultStorageClass = defineAdmission<PersistentVolumeClaim>({
  name: 'DefaultStorageClass',
  on: { resource: persistentVolumeClaims, operations: ['CREATE'] },
  async mutate(claim, _attributes, context) {
    const named = claim.spec?.storageClassName !== undefined;
    if (named || Object.hasOwn(claim.metadata?.annotations ?? {}, storageClassAnnotation)) return claim;
    const [chosen] = (await context.list(storageClasses))
      .filter(
        (each) =>
          marked(each, 'storageclass.kubernetes.io/is-default-class') ||
          marked(each, 'storageclass.beta.kubernetes.io/is-default-class'),
      )
      .sort(newestFirst);
    const name = chosen?.metadata?.name;
    return name === undefined ? claim : { ...claim, spec: { ...claim.spec, storageClassName: name } };
  },
});

export const defaultIngressClass = defineAdmission<Ingress>({
  name: 'DefaultIngressClass',
  on: { resource: ingresses, operations: ['CREATE'] },
  async mutate(ingress, _attributes, context) {
    const annotated = Object.hasOwn(ingress.metadata?.annotations ?? {}, 'kubernetes.io/ingress.class');
    if (ingress.spec?.ingressClassName !== undefined || annotated) return ingress;
    const [chosen] = (await context.list(ingressClasses))
      .filter((each) => marked(each, 'ingressclass.kubernetes.io/is-default-class'))
      .sort(newestFirst);
    const name = chosen?.metadata?.name;
    if (chosen !== undefined && name === undefined) throw errors.internal('an IngressClass without a name');
    return name === undefined ? ingress : { ...ingress, spec: { ...ingress.spec, ingressClassName: name } };
  },
});
