/** Nodes without containers: they register and report as real ones do, and their pods live by rules. */

export { type ScriptedOutput, scriptedExec, scriptedLog } from './answers.ts';
export { createSimulatedNodes, type SimulatedNodes, type SimulatedNodesOptions } from './simulated-nodes.ts';
