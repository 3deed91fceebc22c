/** AlwaysAdmit and AlwaysDeny. */
import { type AdmissionAttributes, type AdmissionPlugin, refusal } from '@kubets/apiserver/admission';

/** Has no effect, as upstream: whatever no plugin refuses is admitted. */
export const alwaysAdmit: readonly AdmissionPlugin[] = [];

function deny(attributes: AdmissionAttributes): never {
  throw refusal(attributes, 'admission control is denying all modifications');
}

export const alwaysDeny: AdmissionPlugin = {
  name: 'AlwaysDeny',
  on: { subresources: ['*'], operations: ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'] },
  validate: deny,
};
