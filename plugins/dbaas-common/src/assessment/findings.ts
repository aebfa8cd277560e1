import type { Audience, Finding, LayerState } from '../api/assessment';
import { LAYERS } from '../layers';
import type { Verdict } from '../resources/verdict';
import { refOf } from './resource-nodes';
import { effectiveState } from './layers';
import type { AssessedNode } from './read-tree';

const SEVERITIES: Partial<Record<LayerState, Finding['severity']>> = {
  failed: 'critical',
  degraded: 'warning',
  paused: 'info',
  needsApproval: 'info',
  unknown: 'unknown',
};

const SEVERITY_ORDER: readonly Finding['severity'][] = [
  'critical',
  'warning',
  'unknown',
  'info',
];

/** What single objects have to say. Verdicts without a code are symptoms of others. */
export function findingsOfNodes(nodes: readonly AssessedNode[]): Finding[] {
  return nodes.flatMap(node => {
    const { verdict } = node;
    const state = effectiveState(node, nodes);
    // What reports nothing about itself may be worth a word all the same.
    const severity = verdict.statusless
      ? verdict.code && 'info'
      : state && SEVERITIES[state];
    if (!severity || node.membership === 'detail') return [];
    const code = verdict.code ?? defaultCode(node, verdict);
    return code ? [findingOf(node, code, severity)] : [];
  });
}

/** A root that is not ready says only that some part is not. */
function defaultCode(
  node: AssessedNode,
  { state }: Verdict,
): string | undefined {
  if (node.membership === 'root') return undefined;
  return `${node.layer ?? 'resource'}.${state}`;
}

function findingOf(
  node: AssessedNode,
  code: string,
  severity: Finding['severity'],
): Finding {
  const { verdict, layer } = node;
  const resource = refOf(node);
  const nextStep = verdict.nextStep ?? stepFor(severity, node);
  return {
    code,
    severity,
    ...(layer && { layer }),
    audience: verdict.audience ?? 'platform',
    message: verdict.sentence,
    ...(nextStep && { nextStep }),
    ...(verdict.details && { details: verdict.details }),
    evidence: verdict.evidence.map(evidence => ({ resource, ...evidence })),
    ...(verdict.since && { since: verdict.since }),
    ...(verdict.link && { link: verdict.link }),
  };
}

/** Readers of other operators may know no step of their own; a problem is not left without one. */
function stepFor(
  severity: Finding['severity'],
  { object: { kind, metadata } }: AssessedNode,
): string | undefined {
  return severity === 'info'
    ? undefined
    : `Look at ${kind} ${metadata.name} and at the log of its controller.`;
}

/**
 * Findings in the order in which they matter. Several objects with the same problem
 * are one finding with the evidence of all.
 */
export function orderFindings(findings: readonly Finding[]): Finding[] {
  const merged = new Map<string, Finding>();
  for (const finding of findings) {
    const key = [finding.code, finding.layer, finding.audience].join('|');
    const known = merged.get(key);
    merged.set(key, known ? merge(known, finding) : finding);
  }
  return [...merged.values()].sort(
    (a, b) =>
      SEVERITY_ORDER.indexOf(a.severity) - SEVERITY_ORDER.indexOf(b.severity) ||
      audienceRank(a.audience) - audienceRank(b.audience) ||
      layerRank(a) - layerRank(b),
  );
}

function merge(known: Finding, other: Finding): Finding {
  const [first, second] =
    SEVERITY_ORDER.indexOf(known.severity) <=
    SEVERITY_ORDER.indexOf(other.severity)
      ? [known, other]
      : [other, known];
  const said = second.message !== first.message && { message: second.message };
  return {
    ...first,
    evidence: [
      ...first.evidence,
      ...second.evidence.map(evidence => ({ ...said, ...evidence })),
    ],
  };
}

/** What one can do something about oneself comes first. */
function audienceRank(audience: Audience): number {
  return ['you', 'reviewer', 'platform', 'wait'].indexOf(audience);
}

function layerRank({ layer }: Finding): number {
  return layer ? LAYERS.indexOf(layer) : -1;
}
