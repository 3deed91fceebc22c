/** The proxy's access to a Linux host. */
export { nftables, PacketRulesError, removeTable } from './nftables.ts';
