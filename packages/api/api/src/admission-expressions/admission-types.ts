/**
 * The types of the variables that every admission expression has. Upstream: BuildRequestType and BuildNamespaceType. They declare what an
 * expression may read; values are read as the JSON they are, so a timestamp is a string at run time.
 */
import { adaptDynamic, type CelType, celTypes, type DeclaredType, listType, mapType, structType } from '@kubets/cel';

type Fields = Readonly<Record<string, DeclaredType>>;

/** A type whose values are read as JSON of no declared type. */
export function dynamicallyRead(celType: CelType, parts: Partial<DeclaredType> = {}): DeclaredType {
  return { celType, adapt: adaptDynamic, minSize: 0, ...parts };
}

export function objectOf(name: string, fields: Fields): DeclaredType {
  const declared = Object.entries(fields).map(
    ([property, type]) => [property, { property, type, adapt: adaptDynamic }] as const,
  );
  return dynamicallyRead(structType(name), { fields: new Map(declared) });
}

const text = dynamicallyRead(celTypes.string);
const whole = dynamicallyRead(celTypes.int);
const time = dynamicallyRead(celTypes.timestamp);
const listOf = (element: DeclaredType): DeclaredType => dynamicallyRead(listType(element.celType), { element });
const mapOf = (element: DeclaredType): DeclaredType =>
  dynamicallyRead(mapType(celTypes.string, element.celType), { element });

const groupVersionKind = objectOf('kubernetes.GroupVersionKind', { group: text, version: text, kind: text });
const groupVersionResource = objectOf('kubernetes.GroupVersionResource', {
  group: text,
  version: text,
  resource: text,
});

/** The variable `request`. */
export const admissionRequestType = objectOf('kubernetes.AdmissionRequest', {
  kind: groupVersionKind,
  resource: groupVersionResource,
  subResource: text,
  requestKind: groupVersionKind,
  requestResource: groupVersionResource,
  requestSubResource: text,
  name: text,
  namespace: text,
  operation: text,
  userInfo: objectOf('kubernetes.UserInfo', {
    username: text,
    uid: text,
    groups: listOf(text),
    extra: mapOf(listOf(text)),
  }),
  dryRun: dynamicallyRead(celTypes.bool),
  options: dynamicallyRead(celTypes.dyn),
});

/** The variable `namespaceObject`. `UID` is upstream's spelling of the field, which no object has. */
export const namespaceObjectType = objectOf('kubernetes.Namespace', {
  metadata: objectOf('kubernetes.NamespaceMetadata', {
    name: text,
    generateName: text,
    namespace: text,
    labels: mapOf(text),
    annotations: mapOf(text),
    UID: text,
    creationTimestamp: time,
    deletionGracePeriodSeconds: whole,
    deletionTimestamp: time,
    generation: whole,
    resourceVersion: text,
    finalizers: listOf(text),
  }),
  spec: objectOf('kubernetes.NamespaceSpec', { finalizers: listOf(text) }),
  status: objectOf('kubernetes.NamespaceStatus', {
    conditions: listOf(
      objectOf('kubernetes.NamespaceCondition', {
        status: text,
        type: text,
        lastTransitionTime: time,
        message: text,
        reason: text,
      }),
    ),
    phase: text,
  }),
});
