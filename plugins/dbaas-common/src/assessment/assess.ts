import type { Assessment } from '../api/assessment';
import type { ResourceNode } from '../api/database-service';
import type { ServiceTree } from '../tree/build-tree';
import type { AssessmentContext } from './assessment-context';
import { availabilityOf, convergenceOf } from './availability';
import { paceFindings } from './build-pace';
import { FINDING_RULES } from './finding-rules';
import { findingsOfNodes, orderFindings } from './findings';
import { headlineOf } from './headline';
import { assessLayers } from './layers';
import { progressOf, readTree, type AssessedNode } from './read-tree';
import { resourceNodesOf } from './resource-nodes';
import { serviceItems } from './service-items';
import { serviceStateOf } from './service-state';
import { allSources, unreadableByLayer } from './unreadable-sources';

/** An assessment with the verdicts that it rests on. @public */
export interface AssessedService {
  assessment: Assessment;
  /** The tree as the API shows it. */
  resources: ResourceNode[];
  /** The tree with its objects. */
  nodes: AssessedNode[];
}

/**
 * The state of a database service: its six layers, what is wrong and whose move it is,
 * whether it can be used and whether it is as asked for.
 *
 * @public
 */
export function assess(
  tree: ServiceTree,
  context: AssessmentContext,
): AssessedService {
  const nodes = readTree(tree, context);
  const [root] = nodes;
  const items = serviceItems(root.object, nodes);
  const unreadable = unreadableByLayer(tree, items, context.unreadable ?? []);
  const layers = assessLayers(items, nodes, unreadable);
  const availability = availabilityOf(root.object, items, layers);
  const progress = progressOf(tree, context);
  const known = { root, nodes, availability, progress, context };
  const findings = orderFindings([
    ...findingsOfNodes(nodes),
    ...paceFindings(known),
    ...FINDING_RULES.flatMap(rule =>
      rule.find({ tree, nodes, context, unreadable: allSources(unreadable) }),
    ),
  ]);
  const facts = { ...known, items, layers, findings };
  const state = serviceStateOf(facts);
  const rootReady = root.verdict.state === 'healthy';
  return {
    assessment: {
      state,
      availability,
      convergence: convergenceOf(layers, rootReady),
      ...headlineOf(state, facts),
      layers,
      findings,
    },
    resources: resourceNodesOf(nodes),
    nodes,
  };
}
