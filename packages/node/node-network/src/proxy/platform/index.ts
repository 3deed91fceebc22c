/** The proxy's effects on a Linux host. */
export { nftables, PacketRulesError, removeTable } from './nftables.ts';
