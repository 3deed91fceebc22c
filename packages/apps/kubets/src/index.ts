/** kubets as a library: clusters in tests. */
export {
  type TestCluster,
  type TestClusterOptions,
  TestClusterTimeout,
  testCluster,
} from '@kubets/cluster/test-cluster';
