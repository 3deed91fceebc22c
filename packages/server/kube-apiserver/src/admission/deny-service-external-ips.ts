/** DenyServiceExternalIPs: no Service gets external IPs that it does not have. */
import { type Service, services } from '@kubets/api';
import { defineAdmission, refusal } from '@kubets/apiserver/admission';

export const denyServiceExternalIps = defineAdmission<Service>({
  name: 'DenyServiceExternalIPs',
  on: { resource: services, operations: ['CREATE', 'UPDATE'] },
  validate(attributes) {
    const before = new Set(attributes.oldObject?.spec?.externalIPs ?? []);
    const added = (attributes.object?.spec?.externalIPs ?? []).some((ip) => !before.has(ip));
    if (added) throw refusal(attributes, 'Use of external IPs is denied by admission control');
  },
});
