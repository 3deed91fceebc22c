/** kubets as a library: a cluster inside a test. */
export { type TestCluster, type TestClusterOptions, TestClusterTimeout, testCluster } from './test-cluster.ts';
