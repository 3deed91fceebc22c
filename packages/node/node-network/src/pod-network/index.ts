/** The network of one node's pods: how they are connected (CNI) and how they reach the world (nftables). */
export * from './cni-config.ts';
export * from './pod-rules.ts';
