/** Names of the chains and sets of a Service port: readable, unique, and valid in nft. */
import type { ServicePortInfo } from './service-ports.ts';

/** 64-bit FNV-1a in base 32: keeps names unique, because the readable part loses characters. */
function shortHash(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text))
    hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return hash.toString(32).toUpperCase().padStart(13, '0').slice(0, 8);
}

function portId(port: ServicePortInfo): string {
  return `${port.service}/${port.protocol}/${port.portName}`;
}

export function chainName(kind: string, port: ServicePortInfo, more = ''): string {
  const id = `${portId(port)}${more}`;
  return `${kind}-${shortHash(id)}-${id.replaceAll(/[^a-z0-9./-]/gi, '-').replace(/\/$/, '')}`;
}
