/** Validation that is loaded with the first write of its kind. On a virtual clock, time would pass meanwhile: load it before. */
export async function loadLateValidation(): Promise<void> {
  await Promise.all([
    import('./admissionregistration/validation.ts'),
    import('./admissionregistration/webhook-validation.ts'),
    import('./certificates/request-content.ts'),
    import('./certificates/pod-certificate-status.ts'),
    import('./certificates/trust-bundle.ts'),
    import('./flowcontrol/validation.ts'),
    import('./node-k8s-io/validation.ts'),
    import('./resource/validation/index.ts'),
    import('./storage/validation.ts'),
  ]);
}
