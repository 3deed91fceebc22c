/** Names of the chains and sets of a Service port: readable, unique, and made of characters that nft takes. */
import type { ServicePortPlan } from './service-ports.ts';

/** FNV-1a in 64 bits, in base 32: keeps names unique where their readable part is cut. */
function shortHash(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text))
    hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return hash.toString(32).toUpperCase().padStart(13, '0').slice(0, 8);
}

function portId(port: ServicePortPlan): string {
  return `${port.service}/${port.protocol}/${port.portName}`;
}

export function chainName(kind: string, port: ServicePortPlan, more = ''): string {
  const id = `${portId(port)}${more}`;
  return `${kind}-${shortHash(id)}-${id.replaceAll(/[^a-z0-9./-]/gi, '-').replace(/\/$/, '')}`;
}
