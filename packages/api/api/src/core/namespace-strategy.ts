/** Strategy of Namespaces: the `kubernetes` finalizer, the label with the name, and the phases. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { qualifiedName } from '@kubets/machinery/names';
import type { Namespace } from '../generated/core/v1.ts';
import { type Found, invalidFor } from './validation/checks.ts';

const nameLabel = 'kubernetes.io/metadata.name';
const ownFinalizer = 'kubernetes';
const standardFinalizers: readonly string[] = [ownFinalizer, 'orphan', 'foregroundDeletion'];

/** Sets the name label, which cannot be changed or removed. */
function withNameLabel(namespace: Namespace): Namespace {
  const name = namespace.metadata?.name;
  if (!name || namespace.metadata?.labels?.[nameLabel] === name) return namespace;
  const labels = { ...namespace.metadata?.labels, [nameLabel]: name };
  return { ...namespace, metadata: { ...namespace.metadata, labels } };
}

export function prepareNamespace(namespace: Namespace): Namespace {
  const finalizers = namespace.spec?.finalizers ?? [];
  const held = finalizers.includes(ownFinalizer) ? finalizers : [...finalizers, ownFinalizer];
  return { ...withNameLabel(namespace), spec: { ...namespace.spec, finalizers: held }, status: { phase: 'Active' } };
}

function withFinalizersOf(namespace: Namespace, source: Namespace): Namespace {
  const { finalizers: _, ...spec } = namespace.spec ?? {};
  const finalizers = source.spec?.finalizers;
  return { ...namespace, spec: finalizers === undefined ? spec : { ...spec, finalizers } };
}

/** Only the `finalize` subresource changes the finalizers in the spec. */
export function prepareNamespaceUpdate(namespace: Namespace, old: Namespace): Namespace {
  return withNameLabel(withFinalizersOf(namespace, old));
}

/** The `finalize` subresource changes nothing else. */
export function finalizedNamespace(namespace: Namespace, old: Namespace): Namespace {
  return withFinalizersOf(old, namespace);
}

/** A namespace that is being deleted has the phase Terminating and no grace period. */
export function terminating(namespace: Namespace): Namespace {
  const { deletionGracePeriodSeconds: _, ...metadata } = namespace.metadata ?? {};
  return { ...namespace, metadata, status: { ...namespace.status, phase: 'Terminating' } };
}

function finalizer(found: Found, path: string, name: string): void {
  invalidFor(found, path, name, qualifiedName(name));
  if (name.includes('/') || standardFinalizers.includes(name)) return;
  const detail = 'name is neither a standard finalizer name nor is it fully qualified';
  found.push(fieldError.invalid(path, name, detail));
}

export function validateNamespace({ spec }: Namespace): readonly FieldError[] {
  const found: FieldError[] = [];
  for (const name of spec?.finalizers ?? []) finalizer(found, 'spec.finalizers', name);
  return found;
}

export function validateNamespaceFinalize({ spec }: Namespace): readonly FieldError[] {
  const found: FieldError[] = [];
  spec?.finalizers?.forEach((name, index) => {
    finalizer(found, `spec.finalizers[${index}]`, name);
  });
  return found;
}

export function validateNamespaceStatus({ metadata, status }: Namespace): readonly FieldError[] {
  const leaving = metadata?.deletionTimestamp !== undefined;
  const phase = status?.phase ?? '';
  if (phase === (leaving ? 'Terminating' : 'Active')) return [];
  const rule = leaving
    ? "may only be 'Terminating' if `deletionTimestamp` is not empty"
    : "may only be 'Active' if `deletionTimestamp` is empty";
  return [fieldError.invalid('status.Phase', phase, rule)];
}
