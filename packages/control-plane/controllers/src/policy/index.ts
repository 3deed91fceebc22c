/** Controllers that maintain policy objects. */
export { clusterRoleAggregationController } from './clusterrole-aggregation/controller.ts';
