/** AlwaysPullImages: images are pulled for every pod, so that a pod can use a private image only with its credentials. */
import { type Pod, type PodSpec, pods } from '@kubets/api';
import { type AdmissionAttributes, defineAdmission, refusal } from '@kubets/apiserver/admission';
import { fieldError } from '@kubets/machinery/field-error';
import { plainFailure } from './plain-failure.ts';

const lists = ['initContainers', 'containers', 'ephemeralContainers'] as const;

const imagesOf = (spec: PodSpec | undefined): readonly (string | undefined)[] =>
  lists.flatMap((list) => (spec?.[list] ?? []).map(({ image }) => image));

/** An update that adds no image changes nothing that could be used. */
function addsNoImage({ operation, object, oldObject }: AdmissionAttributes<Pod>): boolean {
  if (operation !== 'UPDATE') return false;
  const before = new Set(imagesOf(oldObject?.spec));
  return imagesOf(object?.spec).every((image) => before.has(image));
}

const always = <C extends object>(containers: readonly C[]): C[] =>
  containers.map((container) => ({ ...container, imagePullPolicy: 'Always' }));

export const alwaysPullImages = defineAdmission<Pod>({
  name: 'AlwaysPullImages',
  on: { resource: pods, operations: ['CREATE', 'UPDATE'] },
  mutate(pod, attributes) {
    const { spec } = pod;
    if (spec === undefined || addsNoImage({ ...attributes, object: pod })) return pod;
    const { initContainers, containers, ephemeralContainers } = spec;
    return {
      ...pod,
      spec: {
        ...spec,
        containers: always(containers),
        ...(initContainers === undefined ? {} : { initContainers: always(initContainers) }),
        ...(ephemeralContainers === undefined ? {} : { ephemeralContainers: always(ephemeralContainers) }),
      },
    };
  },
  /** Mutating webhooks may have set another policy. */
  validate(attributes) {
    if (addsNoImage(attributes)) return;
    const found = lists.flatMap((list) =>
      (attributes.object?.spec?.[list] ?? []).flatMap(({ imagePullPolicy = '' }, index) =>
        imagePullPolicy === 'Always'
          ? []
          : [fieldError.notSupported(`spec.${list}[${index}].imagePullPolicy`, imagePullPolicy, ['Always'])],
      ),
    );
    if (found.length === 0) return;
    const messages = found.map(
      ({ field, message }) => refusal(attributes, `${field}: ${message}`).status.message ?? '',
    );
    throw plainFailure(messages.length === 1 ? (messages[0] ?? '') : `[${messages.join(', ')}]`);
  },
});
