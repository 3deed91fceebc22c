/** Modules that are loaded when they are first used. On a virtual clock, time would pass meanwhile: load them before. */
export async function loadLateModules(): Promise<void> {
  await import('./lifecycle/storage-version-migrator/migrate.ts');
  await import('./policy/resource-quota/quota-usage.ts');
  await import('@kubets/api/policy-type-check');
  await import('./workloads/cronjob/reconcile.ts');
  await import('./workloads/daemonset/reconcile.ts');
  await import('./workloads/job/reconcile.ts');
  await import('./workloads/statefulset/reconcile.ts');
}
