/** What the controllers of nodes may do: upstream gives the three of them one service account. */
import { eventsRule, read, readUpdate, rule } from '@kubets/api/policy-rules';

export const nodeControllerRules = [
  rule(`${readUpdate} delete patch`, 'core', 'nodes'),
  rule('patch update', 'core', 'nodes/status'),
  rule('patch update', 'core', 'pods/status'),
  rule(`${read} delete`, 'core', 'pods'),
  eventsRule,
];
