import type { Finding } from '../api/assessment';
import type { UnreadableSource } from '../api/database-service';
import type { ServiceTree } from '../tree/build-tree';
import type { AssessmentContext } from './assessment-context';
import type { AssessedNode } from './read-tree';

/** What a rule may look at. */
export interface RuleInput {
  tree: ServiceTree;
  nodes: readonly AssessedNode[];
  context: AssessmentContext;
  /** Sources that matter for this database service and could not be read. */
  unreadable: readonly UnreadableSource[];
}

/** A rule that needs more than one object, or looks at one in a way no reader does. */
export interface FindingRule {
  name: string;
  find(input: RuleInput): Finding[];
}
