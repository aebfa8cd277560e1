const VERSION = /^v(\d+)(?:(alpha|beta)(\d+))?$/;
const STABILITY: Record<string, number> = { alpha: 0, beta: 1 };

/**
 * Orders versions as API servers prefer them: stable before beta before alpha,
 * newer before older, others last by name (apimachinery, version.CompareKubeAwareVersionStrings).
 */
export function compareVersions(left: string, right: string): number {
  const a = rank(left);
  const b = rank(right);
  if (!a && !b) return left.localeCompare(right);
  if (!a) return 1;
  if (!b) return -1;
  return b.stability - a.stability || b.major - a.major || b.minor - a.minor;
}

function rank(
  version: string,
): { stability: number; major: number; minor: number } | undefined {
  const match = VERSION.exec(version);
  if (!match) return undefined;
  const [, major, stability, minor] = match;
  return {
    stability: stability === undefined ? 2 : STABILITY[stability],
    major: Number(major),
    minor: Number(minor ?? 0),
  };
}
