/** The FlowSchemas and PriorityLevelConfigurations that every cluster has. */
export { autoUpdateAnnotation, mandatoryFlowSchemas, mandatoryPriorityLevels } from './mandatory.ts';
export { suggestedFlowSchemas, suggestedPriorityLevels } from './suggested.ts';
