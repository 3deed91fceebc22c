/** Publishes the CA certificate in each namespace, so that pods can verify the API server. */
import { type ConfigMap, configMaps, type Namespace, namespaces } from '@kubets/api';
import { eventsRule, rule } from '@kubets/api/policy-rules';
import { deepEqual } from '@kubets/base';
import { type ControllerDefinition, defineController, watching } from '@kubets/controller-runtime';
import { isAlreadyExists } from '@kubets/machinery/status-error';
import { isNamespaceTerminating } from '../../shared/pods/pod-writes.ts';

const configMapName = 'kube-root-ca.crt';
const descriptionAnnotation = 'kubernetes.io/description';
const description =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';

/** The ConfigMap to write; undefined if it is correct. An existing description is kept. Pure. */
export function planRootCa(namespace: string, current: ConfigMap | undefined, ca: string): ConfigMap | undefined {
  const data = { 'ca.crt': ca };
  const described = current?.metadata?.annotations?.[descriptionAnnotation];
  const annotations = { ...current?.metadata?.annotations, [descriptionAnnotation]: described || description };
  if (current === undefined) return { metadata: { name: configMapName, namespace, annotations }, data };
  const right = deepEqual(current.data, data) && described;
  return right ? undefined : { ...current, metadata: { ...current.metadata, annotations }, data };
}

/** @param ca PEM, when the controller runs, of the CA that signed the API server's certificate. */
export function rootCaCertPublisher(ca: () => string): ControllerDefinition<Namespace> {
  return defineController<Namespace>({
    name: 'root-ca-certificate-publisher',
    identity: 'root-ca-cert-publisher',
    rules: [rule('create update', 'core', 'configmaps'), eventsRule],
    for: namespaces,
    watches: [
      watching(configMaps, (map) =>
        map.metadata?.name === configMapName ? [{ namespace: '', name: map.metadata.namespace ?? '' }] : [],
      ),
    ],
    async reconcile(namespace, { cache, client, signal }) {
      const name = namespace.metadata?.name ?? '';
      if (namespace.metadata?.deletionTimestamp !== undefined) return;
      const current = cache.get(configMaps, name, configMapName);
      const wanted = planRootCa(name, current, ca());
      if (wanted === undefined) return;
      try {
        await (current === undefined
          ? client.create(configMaps, wanted, { signal })
          : client.update(configMaps, wanted, { signal }));
      } catch (error) {
        if (!isAlreadyExists(error) && !isNamespaceTerminating(error)) throw error;
      }
    },
  });
}
