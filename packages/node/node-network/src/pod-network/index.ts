/** The pod network of a node: how pods are connected (CNI), masqueraded and reached by host ports (nftables). */
export * from './cni-config.ts';
export * from './pod-rules.ts';
