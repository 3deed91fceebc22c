/** HTTPS in front of an API server: the listener, and the certificates it serves with. */
export {
  type CertificateRequest,
  generatePrivateKey,
  isCurrent,
  type KeyPair,
  makeCertificate,
  privateKeyPem,
} from './certificates/certificate.ts';
export { type Listener, listen } from './listener.ts';
